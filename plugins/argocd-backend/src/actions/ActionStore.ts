import { ArgoCdSpec } from '@runway/integrations';
import {
  Action,
  ActionRequest,
  ApplicationRef,
  MergeRequest,
} from '@runway/plugin-argocd-common';

/** Settings of auto-sync, as Argo CD keeps them. */
export type AutoSync = NonNullable<
  NonNullable<ArgoCdSpec['syncPolicy']>['automated']
>;

export type ActionState = Action['state'];

/** States in which something may still happen. */
export const ACTIVE: readonly ActionState[] = ['requested', 'running'];

/** Who does it: Argo CD itself, or people by merging a change of the GitOps repository. */
export type ActionMethod = 'operation' | 'merge-request';

/** An action as the database keeps it. */
export interface StoredAction {
  id: string;
  /** UUID of the browser. */
  requestId: string;
  application: ApplicationRef;
  /** AppProject of the application. */
  project: string;
  request: ActionRequest;
  method: ActionMethod;
  state: ActionState;
  /** User entity ref. */
  by: string;
  /** Epoch milliseconds. */
  requestedAt: number;
  /** Epoch milliseconds. */
  finishedAt?: number;
  message?: string;
  mergeRequest?: MergeRequest;
  /** {@link operationMark} of what Argo CD did before this one. */
  baseline?: string;
  /** Settings of auto-sync that a pause took away. */
  autoSync?: AutoSync;
  /** For which state of Git it was asked, see {@link GitChanges}. */
  gitToken?: string;
  /** Epoch milliseconds: when a replica may ask upstreams about it again. */
  lookAt: number;
}

export type NewAction = Omit<
  StoredAction,
  'state' | 'finishedAt' | 'message' | 'mergeRequest' | 'autoSync'
> & {
  /** What no other action may hold at the same time. */
  exclusive?: string;
};

/** Fields that are left out stay as they are. */
export type ActionChange = Partial<
  Pick<
    StoredAction,
    'state' | 'message' | 'mergeRequest' | 'baseline' | 'autoSync' | 'lookAt'
  >
>;

/** Why auto-sync is off. */
export interface Pause {
  /** User entity ref. */
  by: string;
  /** ISO 8601 in UTC. */
  at: string;
  reason: string;
}

/** Actions in the database. */
export interface ActionStore {
  /**
   * Writes an action. The same request twice is one action.
   *
   * @throws ConflictError that names who does what since when, when another action holds what this one needs
   */
  begin(action: NewAction): Promise<{ action: StoredAction; created: boolean }>;
  /**
   * Changes an action that has not ended; ending frees what it held.
   *
   * @returns the changed action, undefined when another replica was faster
   */
  change(id: string, change: ActionChange): Promise<StoredAction | undefined>;
  /** @returns whether this replica is the one that looks now */
  claim(action: StoredAction, lookAt: number): Promise<boolean>;
  get(id: string): Promise<StoredAction | undefined>;
  ofRequest(requestId: string): Promise<StoredAction | undefined>;
  /** Newest first. */
  ofApplication(ref: ApplicationRef, limit: number): Promise<StoredAction[]>;
  /** The last pause that succeeded. */
  lastPause(ref: ApplicationRef): Promise<StoredAction | undefined>;
  /** The last successful pause or resumption of each application. */
  pauses(): Promise<StoredAction[]>;
  /** Those that have not ended, oldest first. */
  active(limit: number): Promise<StoredAction[]>;
  /**
   * Removes what ended before `before` (epoch milliseconds), oldest first, at most `limit` at a time. Stays: the pause that
   * says why auto-sync is off, and the resumption that says of an older pause that it is over.
   *
   * @returns how many were removed; fewer than `limit` means that there are no more
   */
  prune(options: { before: number; limit: number }): Promise<number>;
}
