export type MergeRequestState = 'opened' | 'closed' | 'merged';

export interface MergeRequest {
  id: number;
  iid: number;
  projectId: number;
  title: string;
  description: string | null;
  state: MergeRequestState;
  sourceBranch: string;
  targetBranch: string;
  authorId: number;
  assigneeIds: number[];
  reviewerIds: number[];
  labels: string[];
  /** Head of the source branch. */
  sha: string;
  /** Where the source branch left the target branch, as known when the head moved last. */
  baseSha: string;
  startSha: string;
  createdAt: string;
  updatedAt: string;
  mergedAt: string | null;
  closedAt: string | null;
  mergeUserId: number | null;
  closedById: number | null;
  mergeCommitSha: string | null;
  squashCommitSha: string | null;
  squash: boolean;
  removeSourceBranch: boolean;
  mergeWhenPipelineSucceeds: boolean;
  approvals: Array<{ userId: number; approvedAt: string }>;
}

export interface Note {
  id: number;
  projectId: number;
  mergeRequestIid: number;
  authorId: number;
  body: string;
  system: boolean;
  createdAt: string;
  updatedAt: string;
}
