import type { Request, Response } from 'express';
import type { z } from 'zod';
import type { GroupAbility, ProjectAbility } from '../access/AccessControl';
import type { Actor } from '../access/Authentication';
import { ApiError } from '../ApiError';
import type { GitLabServices } from '../GitLabServices';
import type { GitRepository } from '../git/GitRepository';
import type { Group, Project, User } from '../state/GitLabModel';
import { paginate, type PageOptions } from './paginate';
import { parseInput } from './parseInput';

/** One request to the REST API with what its handler needs. A handler returns the body, or undefined after answering by itself. */
export class ApiCall {
  constructor(
    readonly services: GitLabServices,
    readonly request: Request,
    readonly response: Response,
    readonly actor: Actor | undefined,
  ) {}

  get state() {
    return this.services.state;
  }

  /** The signed-in user. @throws ApiError 401 when the request is anonymous */
  get user(): User {
    if (!this.actor) {
      throw ApiError.unauthorized();
    }
    return this.actor.user;
  }

  /** @throws ApiError 401 when the request is anonymous */
  requireUser(): User {
    return this.user;
  }

  get optionalUser(): User | undefined {
    return this.actor?.user;
  }

  param(name: string): string {
    return this.request.params[name];
  }

  /** A number in the path. @throws ApiError 400 as GitLab answers to something else */
  intParam(name: string): number {
    const value = Number(this.param(name));
    if (!Number.isInteger(value)) {
      throw new ApiError(400, { error: `${name} is invalid` });
    }
    return value;
  }

  /** Query and body, checked. @throws ApiError 400 naming what is missing or invalid */
  input<Schema extends z.ZodType>(schema: Schema): z.output<Schema> {
    return parseInput(schema, {
      ...this.request.query,
      ...(this.request.body ?? {}),
    });
  }

  /**
   * The project in the path, by id or full path.
   * @throws ApiError 404 when it isn't there or hidden from the caller, 403 when the caller may not do that with it
   */
  project(ability: ProjectAbility = 'read_project'): Project {
    const { access, state } = this.services;
    const id = this.param('id');
    const project = /^\d+$/.test(id)
      ? state.projects.get(id)
      : state.projects.first('path', id.toLowerCase());
    if (!project || !access.can(this.optionalUser, 'read_project', project)) {
      throw ApiError.notFound('Project');
    }
    this.#require(access.can(this.optionalUser, ability, project));
    return project;
  }

  /** A project that isn't archived. @throws ApiError as `project`, and 403 for an archived one */
  writableProject(ability: ProjectAbility): Project {
    const project = this.project(ability);
    if (project.archived) {
      throw ApiError.forbidden();
    }
    return project;
  }

  /** The group in the path, by id or full path. @throws ApiError 404 or 403 as for projects */
  group(ability: GroupAbility = 'read_group'): Group {
    const { access, state } = this.services;
    const id = this.param('id');
    const group = /^\d+$/.test(id)
      ? state.groups.get(id)
      : state.groups.first('path', id.toLowerCase());
    if (!group || !access.canGroup(this.optionalUser, 'read_group', group)) {
      throw ApiError.notFound('Group');
    }
    this.#require(access.canGroup(this.optionalUser, ability, group));
    return group;
  }

  repository(project: Project): GitRepository {
    return this.services.storage.repository(project.id);
  }

  /** Commit that a branch, tag or id names; the default branch when `ref` is missing. @throws ApiError 404 */
  async commit(
    project: Project,
    ref: string | undefined,
    what = 'Commit',
  ): Promise<string> {
    const name = ref ?? project.defaultBranch ?? '';
    const commit = await this.repository(project).resolve(name);
    if (!commit) {
      throw ApiError.notFound(what);
    }
    return commit;
  }

  status(code: number) {
    this.response.status(code);
    return this;
  }

  /** Answers 204. */
  noContent(): undefined {
    this.response.status(204).end();
    return undefined;
  }

  /** One page of a list, with GitLab's pagination headers. */
  page<Row, Shown>(
    rows: Row[],
    show: (row: Row) => Shown,
    options: PageOptions<Row> = {},
  ): Shown[] {
    return paginate(this, rows, options).map(row => show(row));
  }

  #require(allowed: boolean) {
    if (!allowed) {
      throw this.actor ? ApiError.forbidden() : ApiError.unauthorized();
    }
  }
}
