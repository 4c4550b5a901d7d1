import { ConflictError } from '@backstage/errors';
import type { JsonObject } from '@backstage/types';
import { z } from 'zod';
import type { ResourceSpec } from '../database/RunStore';
import { makeOnce } from './makeOnce';
import { commitMessage, isCommitOf, isProjectOf, projectTopics } from './marks';
import type {
  Operation,
  OperationContext,
  Plan,
  PlanContext,
} from './Operation';
import { toPreviewFile } from './toPreviewFile';
import { templateValues } from './templateValues';

const inputSchema = z.object({
  /** Folder of the template that becomes the repository. */
  source: z.string().default('./skeleton'),
  description: z.string().max(2000).optional(),
  values: z.record(z.string(), z.any()).default({}),
});

const BRANCH = 'main';

/** Makes the service's GitLab project and commits the rendered skeleton in the requester's name, in one step. */
export class RepositoryPublish implements Operation {
  readonly id = 'runway:repository:publish';

  async plan(input: JsonObject, context: PlanContext): Promise<Plan> {
    const { source, values } = inputSchema.parse(input);
    const files = await this.#render(context, source, values);
    const { title, key, kind, system } = this.#resource(context);
    return {
      resources: [{ kind, system, key, title, effect: 'create' }],
      files: files.map(file => toPreviewFile(key, file)),
    };
  }

  async execute(input: JsonObject, context: OperationContext) {
    const { source, values, description } = inputSchema.parse(input);
    const { facts, upstreams, signal } = context;
    const gitlab = upstreams.gitlab();
    const resource = this.#resource(context);

    const made = await context.ensure(resource, async () => {
      const project =
        (await this.#findOwn(context)) ??
        (await this.#create(context, description));
      return {
        url: project.webUrl,
        details: { projectId: project.id, webUrl: project.webUrl },
      };
    });
    context.log(`Repository ${resource.key} is there: ${made.url}`);

    const commitId =
      (await this.#findCommit(context)) ??
      (await this.#commit(
        context,
        await this.#render(context, source, values),
      ));
    await makeOnce({
      // It looks for itself before it changes anything.
      find: async () => undefined,
      make: () =>
        gitlab.protectBranch(
          resource.key,
          { branch: BRANCH, pushAccessLevel: 40, mergeAccessLevel: 30 },
          { signal },
        ),
      signal,
    });
    await context.ensure(resource, async () => ({
      url: made.url,
      details: { ...made.details, commitId },
    }));
    context.log(
      `Branch ${BRANCH} is at ${commitId.slice(0, 8)}, by ${
        facts.requester.name
      }`,
    );
    return {
      repositoryUrl: made.url ?? '',
      projectSlug: resource.key,
      commitId,
    };
  }

  #resource({ facts, upstreams }: PlanContext): ResourceSpec {
    return {
      kind: 'gitlab-project',
      system: 'gitlab',
      instance: upstreams.gitlab().instance,
      key: `${facts.team}/${facts.name}`,
      title: 'Git repository with source, pipeline and documentation',
    };
  }

  #render(context: PlanContext, source: string, values: JsonObject) {
    return context.files.render({
      baseUrl: context.facts.templateBaseUrl,
      source,
      values: templateValues(context.facts, context.upstreams, values),
    });
  }

  async #findOwn({ facts, upstreams, signal }: OperationContext) {
    const path = `${facts.team}/${facts.name}`;
    const project = await upstreams.gitlab().findProject(path, { signal });
    if (project && !isProjectOf(project.topics, facts.id)) {
      throw new ConflictError(
        `The repository ${path} exists and was not made by this run. Choose another name for the service.`,
      );
    }
    return project;
  }

  async #create(context: OperationContext, description?: string) {
    const { facts, upstreams, signal } = context;
    return makeOnce({
      find: () => this.#findOwn(context),
      make: () =>
        upstreams.gitlab().createProject(
          {
            namespace: facts.team,
            path: facts.name,
            description,
            topics: projectTopics(facts.id),
            visibility: 'internal',
            defaultBranch: BRANCH,
          },
          { signal },
        ),
      signal,
    });
  }

  async #findCommit({ facts, upstreams, signal }: OperationContext) {
    const gitlab = upstreams.gitlab();
    const project = `${facts.team}/${facts.name}`;
    if (!(await gitlab.findBranch(project, BRANCH, { signal }))) {
      return undefined;
    }
    const commits = await gitlab.listCommits(
      { project, ref: BRANCH, limit: 100 },
      { signal },
    );
    return commits.findLast(commit => isCommitOf(commit.message, facts.id))?.id;
  }

  async #commit(
    context: OperationContext,
    files: Array<{ path: string; content: Buffer }>,
  ) {
    const { facts, upstreams, signal } = context;
    context.log(`Committing ${files.length} files as ${facts.requester.name}`);
    return makeOnce({
      find: () => this.#findCommit(context),
      make: async () => {
        const commit = await upstreams.gitlab().commit(
          {
            project: `${facts.team}/${facts.name}`,
            branch: BRANCH,
            message: commitMessage(
              `Create ${facts.name}`,
              facts,
              // The pipeline deploys through GitOps, where the service is declared by a later step; that step starts it.
              '[skip ci] The run starts the first pipeline once everything is declared.',
            ),
            authorName: facts.requester.name,
            authorEmail: facts.requester.email,
            actions: files.map(file => ({ action: 'create', ...file })),
          },
          { signal },
        );
        return commit.id;
      },
      signal,
    });
  }
}
