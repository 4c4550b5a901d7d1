/**
 * `created`, `waiting_for_resource`, `preparing`, `pending`, `running`, `success`, `failed`, `canceled`, `skipped`,
 * `manual`, `scheduled`; GitLab adds to it.
 */
export type GitLabPipelineStatus = string;

export interface GitLabPipeline {
  id: number;
  status: GitLabPipelineStatus;
  ref: string;
  /** Commit id. */
  sha: string;
  source?: string;
  webUrl: string;
  createdAt?: string;
  updatedAt?: string;
}

export interface GitLabJob {
  id: number;
  name: string;
  stage: string;
  status: GitLabPipelineStatus;
  allowFailure: boolean;
  failureReason?: string;
  webUrl: string;
  startedAt?: string;
  finishedAt?: string;
  /** Seconds. */
  duration?: number;
}

export interface CreateMergeRequestInput {
  sourceBranch: string;
  targetBranch: string;
  title: string;
  description?: string;
  labels?: string[];
  assigneeId?: number;
  reviewerIds?: number[];
  removeSourceBranch?: boolean;
  squash?: boolean;
}

export interface GitLabMergeRequest {
  id: number;
  /** Number within the project. */
  iid: number;
  title: string;
  description: string;
  state: 'opened' | 'closed' | 'locked' | 'merged';
  sourceBranch: string;
  targetBranch: string;
  /** Head of the source branch. */
  sha?: string;
  mergeCommitSha?: string;
  squashCommitSha?: string;
  /** e.g. `mergeable`, `checking`, `ci_still_running`, `not_approved`, `conflict`. */
  detailedMergeStatus?: string;
  labels: string[];
  author?: { id: number; username: string; name: string };
  webUrl: string;
  createdAt: string;
  mergedAt?: string;
  closedAt?: string;
}

/** What somebody, here another system, says of a commit. */
export interface GitLabCommitStatus {
  id: number;
  /** Who says it, e.g. `atlantis/plan`. */
  name: string;
  /** `pending`, `running`, `success`, `failed`, `canceled`; GitLab adds to it. */
  status: GitLabPipelineStatus;
  description?: string;
  targetUrl?: string;
  createdAt?: string;
}

export interface GitLabNote {
  /** Ascending in time. */
  id: number;
  body: string;
  /** User name; absent when the person is gone. */
  author?: string;
  /** Written by GitLab itself. */
  system: boolean;
  createdAt: string;
}

export interface GitLabApprovals {
  /** User names. */
  approvedBy: string[];
  /** How many are missing before GitLab lets it be merged. */
  left: number;
}

export interface MergeMergeRequestInput {
  /** Refuse when the source branch moved on from this commit. */
  sha?: string;
  squash?: boolean;
  removeSourceBranch?: boolean;
  mergeCommitMessage?: string;
  /** Merge as soon as the pipeline succeeds instead of now. */
  autoMerge?: boolean;
}
