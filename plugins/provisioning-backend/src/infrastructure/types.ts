import type {
  InfrastructureRequestStatus,
  PlanCounts,
} from '@runway/plugin-provisioning-common';

/** What Atlantis was asked last. Written before it is asked, so that it is never asked twice. */
export interface AtlantisOrder {
  command: 'plan' | 'apply';
  /** Commit. */
  sha: string;
  /** Id of the result that it follows from: a plan is applied once, a failed apply planned again once. */
  about: number;
  /** Newest note of the merge request before it was asked. */
  afterNote: number;
  /** The note that asked; undefined while nobody knows whether it was written. */
  noteId?: number;
  /** How often this commit was planned again, because the main branch had moved on. */
  replans: number;
}

export interface RequestError {
  /** What happened, in one sentence without secrets. */
  message: string;
  /** What to do next. */
  advice: string;
}

/** A request for infrastructure as it is stored. Times are epoch milliseconds. */
export interface StoredRequest {
  id: string;
  runId: string;
  status: InfrastructureRequestStatus;
  environment: string;
  /** In the infrastructure repository. */
  directory: string;
  /** Name of the GitLab instance. */
  instance: string;
  project: string;
  branch: string;
  iid: number;
  url: string;
  /** Address of its catalog file once it is merged; undefined when it has none. */
  catalogTarget?: string;
  /** Newest commit that was looked at. */
  head?: string;
  plan?: PlanCounts;
  /** User names in GitLab. */
  approvedBy: string[];
  waitsFor?: string;
  error?: RequestError;
  order?: AtlantisOrder;
  openedAt: number;
  plannedAt?: number;
  approvedAt?: number;
  appliedAt?: number;
  closedAt?: number;
  /** When the status last changed. */
  changedAt: number;
  /** When to look at it next; undefined when nothing more can happen. */
  lookAt?: number;
  /** Looks in a row that failed. */
  failures: number;
  /** Why the last look failed; undefined when it didn't. */
  unreachable?: string;
  /** When it was last seen as stored here. */
  lookedAt?: number;
}

export type NewRequest = Pick<
  StoredRequest,
  | 'runId'
  | 'environment'
  | 'directory'
  | 'instance'
  | 'project'
  | 'branch'
  | 'iid'
  | 'url'
  | 'catalogTarget'
>;

/** `null` empties a field. */
export type RequestChange = {
  [K in
    | 'status'
    | 'head'
    | 'plan'
    | 'approvedBy'
    | 'waitsFor'
    | 'error'
    | 'order'
    | 'plannedAt'
    | 'approvedAt'
    | 'appliedAt'
    | 'closedAt'
    | 'changedAt'
    | 'lookAt'
    | 'failures'
    | 'unreachable'
    | 'lookedAt']?: StoredRequest[K] | null;
};
