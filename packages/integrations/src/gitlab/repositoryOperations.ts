import {
  Branches,
  Commits,
  ProtectedBranches,
  Repositories,
  RepositoryFiles,
  Tags,
} from '@gitbeaker/rest';
import { z } from 'zod';
import { undefinedIfNotFound } from '../http/undefinedIfNotFound';
import type { GitLabApi } from './GitLabApi';
import type { GitLabClient } from './GitLabClient';
import type { ProtectBranchInput } from './GitLabTypes';
import { pageOptions } from './pageOptions';
import {
  branchSchema,
  commitSchema,
  fileSchema,
  protectedBranchSchema,
  tagSchema,
  treeEntrySchema,
} from './repositorySchemas';
import { toCommitActions } from './toCommitActions';

type RepositoryOperations = Pick<
  GitLabClient,
  | 'commit'
  | 'listCommits'
  | 'file'
  | 'tree'
  | 'branches'
  | 'findBranch'
  | 'tags'
  | 'createBranch'
  | 'deleteBranch'
  | 'protectBranch'
>;

/** Commits, files, branches and tags. */
export function repositoryOperations(api: GitLabApi): RepositoryOperations {
  return {
    commit: ({ project, branch, message, actions, ...input }, options) =>
      api.call(
        Commits,
        { operation: 'commit', answer: commitSchema, ...options },
        commits =>
          commits.create(
            project,
            branch,
            message,
            actions.flatMap(toCommitActions),
            // Nobody reads how many lines changed, and GitLab has to compare for it.
            { ...input, stats: false },
          ),
      ),

    async listCommits(
      { project, ref, since, until, path, author, limit = 100 },
      options,
    ) {
      const commits = await api.call(
        Commits,
        {
          operation: 'listCommits',
          answer: z.array(commitSchema),
          ...options,
        },
        resource =>
          resource.all(project, {
            ...(ref && { refName: ref }),
            ...(since && { since: since.toISOString() }),
            ...(until && { until: until.toISOString() }),
            ...(path && { path }),
            ...(author && { author }),
            ...pageOptions(limit),
          }),
      );
      return commits.slice(0, limit);
    },

    file: (project, path, ref, options) =>
      undefinedIfNotFound(
        api.call(
          RepositoryFiles,
          { operation: 'file', answer: fileSchema, ...options },
          files => files.show(project, path, ref),
        ),
      ),

    tree: (project, input, options) =>
      api.call(
        Repositories,
        { operation: 'tree', answer: z.array(treeEntrySchema), ...options },
        repositories =>
          repositories.allRepositoryTrees(project, {
            ...input,
            pagination: 'keyset',
            perPage: 100,
          }),
      ),

    branches: (project, input, options) =>
      api.call(
        Branches,
        { operation: 'branches', answer: z.array(branchSchema), ...options },
        branches => branches.all(project, { ...input, perPage: 100 }),
      ),

    findBranch: (project, branch, options) =>
      undefinedIfNotFound(
        api.call(
          Branches,
          { operation: 'findBranch', answer: branchSchema, ...options },
          branches => branches.show(project, branch),
        ),
      ),

    tags: (project, input, options) =>
      api.call(
        Tags,
        { operation: 'tags', answer: z.array(tagSchema), ...options },
        tags =>
          tags.all(project, {
            ...(input?.search && { search: input.search }),
            perPage: 100,
          }),
      ),

    createBranch: (project, { branch, ref }, options) =>
      api.call(
        Branches,
        { operation: 'createBranch', answer: branchSchema, ...options },
        branches => branches.create(project, branch, ref),
      ),

    deleteBranch: (project, branch, options) =>
      api.call(
        Branches,
        { operation: 'deleteBranch', answer: 'empty', ...options },
        branches => branches.remove(project, branch),
      ),

    async protectBranch(project, input, options) {
      const call = { operation: 'protectBranch', ...options };
      const rules = await undefinedIfNotFound(
        api.call(
          ProtectedBranches,
          { ...call, answer: protectedBranchSchema },
          resource => resource.show(project, input.branch),
        ),
      );
      if (rules && fits(rules, input)) {
        return;
      }
      if (rules) {
        await api.call(
          ProtectedBranches,
          { ...call, answer: 'empty' },
          resource => resource.remove(project, input.branch),
        );
      }
      await api.call(
        ProtectedBranches,
        { ...call, answer: protectedBranchSchema },
        resource =>
          resource.create(project, input.branch, {
            pushAccessLevel: input.pushAccessLevel,
            mergeAccessLevel: input.mergeAccessLevel,
            allowForcePush: input.allowForcePush ?? false,
          }),
      );
    },
  };
}

function fits(
  rules: z.output<typeof protectedBranchSchema>,
  input: ProtectBranchInput,
): boolean {
  const only = (levels: typeof rules.push_access_levels, level: number) =>
    levels.length === 1 && levels[0].access_level === level;
  return (
    only(rules.push_access_levels, input.pushAccessLevel) &&
    only(rules.merge_access_levels, input.mergeAccessLevel) &&
    rules.allow_force_push === (input.allowForcePush ?? false)
  );
}
