import {
  Commits,
  Jobs,
  MergeRequestApprovals,
  MergeRequestNotes,
  MergeRequests,
  Pipelines,
} from '@gitbeaker/rest';
import { z } from 'zod';
import {
  jobSchema,
  approvalsSchema,
  commitStatusSchema,
  mergeRequestSchema,
  noteSchema,
  pipelineSchema,
} from './deliverySchemas';
import type { GitLabApi } from './GitLabApi';
import type { GitLabClient } from './GitLabClient';
import { pageOptions } from './pageOptions';

type DeliveryOperations = Pick<
  GitLabClient,
  | 'pipelines'
  | 'pipeline'
  | 'createPipeline'
  | 'retryPipeline'
  | 'jobs'
  | 'jobTrace'
  | 'createMergeRequest'
  | 'mergeRequests'
  | 'mergeRequest'
  | 'commitMergeRequests'
  | 'mergeRequestApprovals'
  | 'mergeRequestNotes'
  | 'createMergeRequestNote'
  | 'commitStatuses'
  | 'mergeMergeRequest'
  | 'closeMergeRequest'
>;

/** Pipelines, jobs and merge requests. */
export function deliveryOperations(api: GitLabApi): DeliveryOperations {
  return {
    async pipelines(project, input, options) {
      const { limit = 20, ...filter } = input ?? {};
      const pipelines = await api.call(
        Pipelines,
        {
          operation: 'pipelines',
          answer: z.array(pipelineSchema),
          ...options,
        },
        resource => resource.all(project, { ...filter, ...pageOptions(limit) }),
      );
      return pipelines.slice(0, limit);
    },

    pipeline: (project, pipelineId, options) =>
      api.call(
        Pipelines,
        { operation: 'pipeline', answer: pipelineSchema, ...options },
        pipelines => pipelines.show(project, pipelineId),
      ),

    createPipeline: (project, ref, options) =>
      api.call(
        Pipelines,
        { operation: 'createPipeline', answer: pipelineSchema, ...options },
        pipelines => pipelines.create(project, ref),
      ),

    retryPipeline: (project, pipelineId, options) =>
      api.call(
        Pipelines,
        { operation: 'retryPipeline', answer: pipelineSchema, ...options },
        pipelines => pipelines.retry(project, pipelineId),
      ),

    jobs: (project, pipelineId, options) =>
      api.call(
        Jobs,
        { operation: 'jobs', answer: z.array(jobSchema), ...options },
        jobs => jobs.all(project, { pipelineId, perPage: 100 }),
      ),

    jobTrace: (project, jobId, options) =>
      api.call(
        Jobs,
        { operation: 'jobTrace', answer: 'text', ...options },
        jobs => jobs.showLog(project, jobId),
      ) as Promise<string>,

    createMergeRequest: (
      project,
      { sourceBranch, targetBranch, title, labels, ...input },
      options,
    ) =>
      api.call(
        MergeRequests,
        {
          operation: 'createMergeRequest',
          answer: mergeRequestSchema,
          ...options,
        },
        requests =>
          requests.create(project, sourceBranch, targetBranch, title, {
            ...input,
            ...(labels && { labels: labels.join(',') }),
          }),
      ),

    async mergeRequests(project, input, options) {
      const { limit = 20, ...filter } = input ?? {};
      const requests = await api.call(
        MergeRequests,
        {
          operation: 'mergeRequests',
          answer: z.array(mergeRequestSchema),
          ...options,
        },
        resource =>
          resource.all({
            projectId: project,
            ...filter,
            ...pageOptions(limit),
          }),
      );
      return requests.slice(0, limit);
    },

    mergeRequest: (project, iid, options) =>
      api.call(
        MergeRequests,
        { operation: 'mergeRequest', answer: mergeRequestSchema, ...options },
        requests => requests.show(project, iid),
      ),

    commitMergeRequests: (project, sha, options) =>
      api.call(
        Commits,
        {
          operation: 'commitMergeRequests',
          answer: z.array(mergeRequestSchema),
          ...options,
        },
        // Pages are missing in gitbeaker's type only.
        commits =>
          commits.allMergeRequests(project, sha, {
            ...pageOptions(20),
          } as {}),
      ),

    mergeRequestApprovals: (project, iid, options) =>
      api.call(
        MergeRequestApprovals,
        {
          operation: 'mergeRequestApprovals',
          answer: approvalsSchema,
          ...options,
        },
        approvals =>
          approvals.showConfiguration(project, { mergerequestIId: iid }),
      ),

    async mergeRequestNotes(project, iid, input, options) {
      const { limit = 100 } = input ?? {};
      const notes = await api.call(
        MergeRequestNotes,
        {
          operation: 'mergeRequestNotes',
          answer: z.array(noteSchema),
          ...options,
        },
        resource =>
          resource.all(project, iid, { sort: 'desc', ...pageOptions(limit) }),
      );
      return notes.slice(0, limit);
    },

    createMergeRequestNote: (project, iid, body, options) =>
      api.call(
        MergeRequestNotes,
        { operation: 'createMergeRequestNote', answer: noteSchema, ...options },
        notes => notes.create(project, iid, body),
      ),

    commitStatuses: (project, sha, options) =>
      api.call(
        Commits,
        {
          operation: 'commitStatuses',
          answer: z.array(commitStatusSchema),
          ...options,
        },
        // Pages are missing in gitbeaker's type only.
        commits =>
          commits.allStatuses(project, sha, { ...pageOptions(100) } as {}),
      ),

    mergeMergeRequest: (project, iid, input, options) =>
      api.call(
        MergeRequests,
        {
          operation: 'mergeMergeRequest',
          answer: mergeRequestSchema,
          // A PUT by GitLab's choice: the second time it is refused, because it is merged.
          effect: 'once',
          ...options,
        },
        requests =>
          requests.merge(project, iid, {
            sha: input?.sha,
            squash: input?.squash,
            shouldRemoveSourceBranch: input?.removeSourceBranch,
            mergeCommitMessage: input?.mergeCommitMessage,
            mergeWhenPipelineSucceeds: input?.autoMerge,
          }),
      ),

    closeMergeRequest: (project, iid, options) =>
      api.call(
        MergeRequests,
        {
          operation: 'closeMergeRequest',
          answer: mergeRequestSchema,
          ...options,
        },
        requests => requests.edit(project, iid, { stateEvent: 'close' }),
      ),
  };
}
