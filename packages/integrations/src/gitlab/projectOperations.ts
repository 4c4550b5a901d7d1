import {
  Groups,
  Metadata,
  PersonalAccessTokens,
  Projects,
  ProjectVariables,
  Users,
} from '@gitbeaker/rest';
import { z } from 'zod';
import { undefinedIfNotFound } from '../http/undefinedIfNotFound';
import type { CallOptions } from '../upstreams/UpstreamClient';
import type { GitLabApi } from './GitLabApi';
import type { GitLabClient, ProjectRef } from './GitLabClient';
import type { GitLabGroup, GitLabProject } from './GitLabTypes';
import { pageOptions } from './pageOptions';
import {
  groupSchema,
  metadataSchema,
  projectSchema,
  tokenSchema,
  userSchema,
} from './projectSchemas';

type ProjectOperations = Pick<
  GitLabClient,
  | 'health'
  | 'group'
  | 'project'
  | 'findProject'
  | 'projectsWithTopic'
  | 'createProject'
  | 'updateProject'
  | 'archiveProject'
  | 'unarchiveProject'
  | 'deleteProject'
  | 'shareProject'
  | 'setProjectVariable'
>;

/** Instance, groups and projects. */
export function projectOperations(api: GitLabApi): ProjectOperations {
  const project = (
    operation: string,
    ref: ProjectRef,
    options?: CallOptions,
  ): Promise<GitLabProject> =>
    api.call(
      Projects,
      { operation, answer: projectSchema, ...options },
      projects => projects.show(ref),
    );

  const group = (
    operation: string,
    ref: string | number,
    options?: CallOptions,
  ): Promise<GitLabGroup> =>
    api.call(Groups, { operation, answer: groupSchema, ...options }, groups =>
      groups.show(ref, { withProjects: false } as object),
    );

  return {
    async health(options) {
      const call = { operation: 'health', ...options };
      const [metadata, user, token] = await Promise.all([
        api.call(Metadata, { ...call, answer: metadataSchema }, resource =>
          resource.show(),
        ),
        api.call(Users, { ...call, answer: userSchema }, users =>
          users.showCurrentUser(),
        ),
        api.call(
          PersonalAccessTokens,
          { ...call, answer: tokenSchema },
          tokens => tokens.show(),
        ),
      ]);
      return {
        version: metadata.version,
        user,
        token: {
          name: token.name,
          scopes: token.scopes,
          expiresAt: token.expires_at,
          active: token.active,
        },
      };
    },

    group: (ref, options) => group('group', ref, options),

    project: (ref, options) => project('project', ref, options),

    findProject: (ref, options) =>
      undefinedIfNotFound(project('findProject', ref, options)),

    async projectsWithTopic({ topic, idAfter, limit = 100 }, options) {
      const projects = await api.call(
        Projects,
        {
          operation: 'projectsWithTopic',
          answer: z.array(projectSchema),
          ...options,
        },
        resource =>
          resource.all({
            topic,
            orderBy: 'id',
            sort: 'asc',
            ...(idAfter !== undefined && { idAfter }),
            ...pageOptions(limit),
          }),
      );
      return projects.slice(0, limit);
    },

    async createProject({ namespace, path, name, ...input }, options) {
      const namespaceId =
        typeof namespace === 'number'
          ? namespace
          : (await group('createProject', namespace, options)).id;
      return api.call(
        Projects,
        { operation: 'createProject', answer: projectSchema, ...options },
        projects =>
          projects.create({
            visibility: 'private',
            ...input,
            namespaceId,
            path,
            name: name ?? path,
          }),
      );
    },

    updateProject: (ref, input, options) =>
      api.call(
        Projects,
        { operation: 'updateProject', answer: projectSchema, ...options },
        projects => projects.edit(ref, input),
      ),

    archiveProject: (ref, options) =>
      api.call(
        Projects,
        {
          operation: 'archiveProject',
          answer: projectSchema,
          effect: 'idempotent',
          ...options,
        },
        projects => projects.archive(ref),
      ),

    unarchiveProject: (ref, options) =>
      api.call(
        Projects,
        {
          operation: 'unarchiveProject',
          answer: projectSchema,
          effect: 'idempotent',
          ...options,
        },
        projects => projects.unarchive(ref),
      ),

    async deleteProject(ref, input, options) {
      const call = {
        operation: 'deleteProject',
        answer: 'empty',
        ...options,
      } as const;
      if (!input?.permanently) {
        await api.call(Projects, call, projects => projects.remove(ref));
        return;
      }
      const before = await project('deleteProject', ref, options);
      if (!before.markedForDeletionOn) {
        await api.call(Projects, call, projects => projects.remove(before.id));
      }
      // GitLab renames what it has scheduled for deletion, and wants the new path to remove it now.
      const scheduled = await undefinedIfNotFound(
        project('deleteProject', before.id, options),
      );
      if (scheduled?.markedForDeletionOn) {
        await api.call(Projects, call, projects =>
          projects.remove(scheduled.id, {
            permanentlyRemove: true,
            fullPath: scheduled.pathWithNamespace,
          }),
        );
      }
    },

    async shareProject(ref, { group: path, accessLevel }, options) {
      const before = await project('shareProject', ref, options);
      if (before.sharedWith.some(share => share.group === path)) {
        return;
      }
      const { id } = await group('shareProject', path, options);
      await api.call(
        Projects,
        { operation: 'shareProject', answer: 'empty', ...options },
        projects => projects.share(ref, id, accessLevel),
      );
    },

    async setProjectVariable(ref, { key, value, ...input }, options) {
      const { environmentScope = '*', ...flags } = input;
      const call = {
        operation: 'setProjectVariable',
        answer: 'empty',
        sensitive: [value],
        ...options,
      } as const;
      const replaced = await undefinedIfNotFound(
        api
          .call(ProjectVariables, call, variables =>
            variables.edit(ref, key, value, {
              ...flags,
              filter: { environment_scope: environmentScope },
            }),
          )
          .then(() => true),
      );
      if (!replaced) {
        await api.call(ProjectVariables, call, variables =>
          variables.create(ref, key, value, { ...flags, environmentScope }),
        );
      }
    },
  };
}
