import { z } from 'zod';
import { optional } from '../http/optional';
import type {
  GitLabApprovals,
  GitLabCommitStatus,
  GitLabJob,
  GitLabMergeRequest,
  GitLabNote,
  GitLabPipeline,
} from './GitLabDeliveryTypes';

export const pipelineSchema = z
  .object({
    id: z.number(),
    status: z.string(),
    ref: z.string(),
    sha: z.string(),
    source: optional(z.string()),
    web_url: z.string(),
    created_at: optional(z.string()),
    updated_at: optional(z.string()),
  })
  .transform(
    (pipeline): GitLabPipeline => ({
      id: pipeline.id,
      status: pipeline.status,
      ref: pipeline.ref,
      sha: pipeline.sha,
      source: pipeline.source,
      webUrl: pipeline.web_url,
      createdAt: pipeline.created_at,
      updatedAt: pipeline.updated_at,
    }),
  );

export const jobSchema = z
  .object({
    id: z.number(),
    name: z.string(),
    stage: z.string(),
    status: z.string(),
    allow_failure: z.boolean().default(false),
    failure_reason: optional(z.string()),
    web_url: z.string(),
    started_at: optional(z.string()),
    finished_at: optional(z.string()),
    duration: optional(z.number()),
  })
  .transform(
    (job): GitLabJob => ({
      id: job.id,
      name: job.name,
      stage: job.stage,
      status: job.status,
      allowFailure: job.allow_failure,
      failureReason: job.failure_reason,
      webUrl: job.web_url,
      startedAt: job.started_at,
      finishedAt: job.finished_at,
      duration: job.duration,
    }),
  );

export const mergeRequestSchema = z
  .object({
    id: z.number(),
    iid: z.number(),
    title: z.string(),
    description: optional(z.string()),
    state: z.enum(['opened', 'closed', 'locked', 'merged']),
    source_branch: z.string(),
    target_branch: z.string(),
    sha: optional(z.string()),
    merge_commit_sha: optional(z.string()),
    squash_commit_sha: optional(z.string()),
    detailed_merge_status: optional(z.string()),
    labels: z.array(z.string()).default([]),
    author: optional(
      z.object({ id: z.number(), username: z.string(), name: z.string() }),
    ),
    web_url: z.string(),
    created_at: z.string(),
    merged_at: optional(z.string()),
    closed_at: optional(z.string()),
  })
  .transform(
    (request): GitLabMergeRequest => ({
      id: request.id,
      iid: request.iid,
      title: request.title,
      description: request.description ?? '',
      state: request.state,
      sourceBranch: request.source_branch,
      targetBranch: request.target_branch,
      sha: request.sha,
      mergeCommitSha: request.merge_commit_sha,
      squashCommitSha: request.squash_commit_sha,
      detailedMergeStatus: request.detailed_merge_status,
      labels: request.labels,
      author: request.author,
      webUrl: request.web_url,
      createdAt: request.created_at,
      mergedAt: request.merged_at,
      closedAt: request.closed_at,
    }),
  );

export const commitStatusSchema = z
  .object({
    id: z.number(),
    name: z.string(),
    status: z.string(),
    description: optional(z.string()),
    target_url: optional(z.string()),
    created_at: optional(z.string()),
  })
  .transform(
    (answer): GitLabCommitStatus => ({
      id: answer.id,
      name: answer.name,
      status: answer.status,
      description: answer.description,
      targetUrl: answer.target_url,
      createdAt: answer.created_at,
    }),
  );

export const noteSchema = z
  .object({
    id: z.number(),
    body: z.string(),
    author: optional(z.object({ username: z.string() })),
    system: z.boolean().default(false),
    created_at: z.string(),
  })
  .transform(
    (note): GitLabNote => ({
      id: note.id,
      body: note.body,
      author: note.author?.username,
      system: note.system,
      createdAt: note.created_at,
    }),
  );

export const approvalsSchema = z
  .object({
    approvals_left: z.number().default(0),
    approved_by: z
      .array(z.object({ user: z.object({ username: z.string() }) }))
      .default([]),
  })
  .transform(
    (answer): GitLabApprovals => ({
      approvedBy: answer.approved_by.map(({ user }) => user.username),
      left: answer.approvals_left,
    }),
  );
