import type { JsonObject } from '@backstage/types';
import type { Entity } from '@backstage/catalog-model';
import type { CommitAction, Upstreams } from '@runway/integrations';
import type {
  Approval,
  ChangeFile,
  ChangeItem,
  ChangeKind,
  ChangeStatus,
  Check,
  RunError,
} from '@runway/plugin-provisioning-common';
import type { ResourceSpec, StoredRun } from '../database/RunStore';
import type { AtlantisOrder } from '../infrastructure/types';
import type { MergeRequests } from './MergeRequests';

/** What a change is about. */
export interface ChangeTarget {
  kind: ChangeKind;
  entity: Entity;
  entityRef: string;
  name: string;
  /** Entity ref of the team that owns it now. */
  ownerRef: string;
  newOwnerRef?: string;
  /** The run that made the service. */
  run: StoredRun;
}

/** One resource and what is to happen to it. */
export interface PlannedItem extends ResourceSpec {
  effect: ChangeItem['effect'];
  because?: string;
  /** Whether it is a data store: touched only when the person says so for exactly this one. */
  data: boolean;
  url?: string;
  details: JsonObject;
}

/** The repository whose merge request carries the change, and the commit in it. */
export interface ChangeCommit {
  instance: string;
  project: string;
  branch: string;
  title: string;
  actions: CommitAction[];
  /** Of the branch, when a change needs more than one. */
  suffix?: string;
  /** What happens once everybody has approved, for the merge request; undefined when the portal just merges it. */
  afterwards?: string;
}

export interface StrategyPlan {
  /** In the order in which they are worked on; the catalog comes last. */
  items: PlannedItem[];
  files: ChangeFile[];
  commit: ChangeCommit;
  approvals: Approval[];
  checks: Check[];
}

export interface ChangeContext {
  upstreams: Upstreams;
  signal: AbortSignal;
}

/** How an item ended. A failure is thrown. */
export type ItemOutcome =
  | { state: 'done'; reason?: string }
  | { state: 'kept'; reason: string };

/** What became of an attempt to merge. `outdated`: the plan has to be made anew. */
export type MergeOutcome =
  | 'merged'
  | 'closed'
  | 'outdated'
  | { waitsFor: string };

export interface MergeContext extends ChangeContext {
  mergeRequests: MergeRequests;
  /** Stores what is known of the merge request, before the next thing is done with it. */
  keep(mergeRequest: StoredMergeRequest): Promise<void>;
}

/** One kind of change. `merge`, `execute` and `finish` may be repeated at any time. */
export interface ChangeStrategy {
  /** Whether it is for this kind of change of this entity. */
  fits(subject: Pick<ChangeTarget, 'kind' | 'entityRef'>): boolean;
  /** Changes nothing. */
  plan(target: ChangeTarget, context: ChangeContext): Promise<StrategyPlan>;
  /** Gets the merge request merged, when that takes more than to ask GitLab. What only a person can mend is thrown. */
  merge?(change: StoredChange, context: MergeContext): Promise<MergeOutcome>;
  /** Works on one item, after the merge request is merged. */
  execute(
    item: StoredItem,
    change: StoredChange,
    run: StoredRun,
    context: ChangeContext,
  ): Promise<ItemOutcome>;
  /** Writes into the ledger what became of the run's resources, when nothing failed. */
  finish(change: StoredChange, items: StoredItem[]): Promise<void>;
}

export interface StoredMergeRequest {
  instance: string;
  project: string;
  iid: number;
  branch: string;
  /** Commit that was made for it; nothing else is merged. */
  sha: string;
  title: string;
  url: string;
  state: 'opened' | 'merged' | 'closed';
  /** What GitLab wants before it lets it be merged. */
  waitsFor?: string;
  /** What Atlantis was asked, where it is the one that merges. */
  order?: AtlantisOrder;
  /** Result of Atlantis that stopped the change; Retry asks it to plan again. */
  failed?: number;
  /** Number of the merge request that came before this one, and is merged. */
  after?: number;
}

/** A change as it is stored. Times are epoch milliseconds. */
export interface StoredChange {
  id: string;
  requestId: string;
  kind: ChangeKind;
  status: ChangeStatus;
  name: string;
  entityRef: string;
  ownerRef: string;
  newOwnerRef?: string;
  runId: string;
  requestedBy: string;
  requesterName: string;
  requesterEmail: string;
  reason: string;
  files: ChangeFile[];
  mergeRequest?: StoredMergeRequest;
  attempt: number;
  waitingFor?: string;
  error?: RunError;
  createdAt: number;
  finishedAt?: number;
}

export interface StoredItem extends PlannedItem {
  id: string;
  changeId: string;
  position: number;
  state: ChangeItem['state'];
  reason?: string;
  updatedAt: number;
}

export type StoredApproval = Approval;

export type NewChange = Omit<
  StoredChange,
  | 'status'
  | 'attempt'
  | 'createdAt'
  | 'finishedAt'
  | 'mergeRequest'
  | 'waitingFor'
  | 'error'
>;

/** States in which a change needs no more work and holds its service no longer. */
export const ENDED: ChangeStatus[] = ['completed', 'rejected', 'cancelled'];
