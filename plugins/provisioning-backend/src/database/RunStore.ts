import type {
  ResourceKind,
  ResourceState,
  RunError,
  RunListQuery,
  RunStatus,
  UpstreamSystem,
} from '@runway/plugin-provisioning-common';
import type { JsonObject } from '@backstage/types';

/** A run as it is stored. Times are epoch milliseconds. */
export interface StoredRun {
  id: string;
  requestId: string;
  status: RunStatus;
  name: string;
  entityRef: string;
  ownerRef: string;
  templateRef: string;
  templateTitle: string;
  requestedBy: string;
  requesterName: string;
  requesterEmail: string;
  values: JsonObject;
  taskId?: string;
  waitingFor?: string;
  error?: RunError;
  fence: number;
  /** Until when somebody works on it; undefined when nobody does. */
  leaseUntil?: number;
  createdAt: number;
  /** When anybody last did something to it. */
  updatedAt: number;
  finishedAt?: number;
}

export type NewRun = Omit<
  StoredRun,
  | 'status'
  | 'fence'
  | 'leaseUntil'
  | 'createdAt'
  | 'updatedAt'
  | 'finishedAt'
  | 'taskId'
  | 'waitingFor'
  | 'error'
> & {
  /** What no other run may hold at the same time; the name when left out. */
  claim?: string;
};

/** What identifies a resource of a run, and what a person reads about it. */
export interface ResourceSpec {
  kind: ResourceKind;
  system: UpstreamSystem;
  /** Instance of the system, e.g. the name of the cluster. */
  instance: string;
  /** Name in the upstream. */
  key: string;
  title: string;
  environment?: string;
}

export interface StoredResource extends ResourceSpec {
  id: string;
  runId: string;
  seq: number;
  stepId: string;
  url?: string;
  state: ResourceState;
  reason?: string;
  details: JsonObject;
  updatedAt: number;
}

export interface StoredEvent {
  id: number;
  at: number;
  actor: string;
  type: string;
  message: string;
}

/** The right to work on a run; every write checks that nobody took over since. */
export interface Lease {
  /** Id of the run, of the change or of the request for infrastructure. */
  runId: string;
  holder: string;
  fence: number;
}

export type ResourceChange = Partial<
  Pick<StoredResource, 'state' | 'url' | 'details'>
> & { reason?: string | null };

/**
 * The ledger's persistence. Works on PostgreSQL and SQLite.
 *
 * Methods that take a lease throw ConflictError when the run has changed hands: the caller must stop at once.
 */
export interface RunStore {
  /**
   * Records the run and its claim in one transaction.
   * @returns the run of an earlier request with the same `requestId` when there is one
   * @throws ConflictError when another run holds the claim
   */
  create(run: NewRun): Promise<{ run: StoredRun; created: boolean }>;
  get(id: string): Promise<StoredRun | undefined>;
  findByTask(taskId: string): Promise<StoredRun | undefined>;
  list(query: RunListQuery): Promise<{ runs: StoredRun[]; total: number }>;
  /** Runs in one of the states, oldest first. */
  listByStatus(statuses: RunStatus[], limit: number): Promise<StoredRun[]>;
  /** Name of another run whose undo is taking this resource away now; undefined when there is none. */
  removedBy(
    resource: Pick<ResourceSpec, 'kind' | 'instance' | 'key'>,
    exceptRunId: string,
  ): Promise<string | undefined>;
  /** Durations in milliseconds of the newest successful runs of a template. */
  recentDurations(templateRef: string, limit: number): Promise<number[]>;
  /** The run that holds a claim, if any. */
  claimOf(claim: string): Promise<string | undefined>;
  bindTask(runId: string, taskId: string): Promise<void>;
  /**
   * Moves a run from one of `from` to `to`, in one statement: of two callers one wins.
   * Leaving `undoing` or entering it changes hands, so that older leases end.
   * @returns whether this caller made the change
   */
  transition(
    runId: string,
    change: {
      from: RunStatus[];
      to: RunStatus;
      error?: RunError | null;
      takeOver?: boolean;
      /** Only if the run has not changed hands since it had this number. */
      fence?: number;
    },
  ): Promise<boolean>;
  releaseClaim(runId: string): Promise<void>;

  /** @returns undefined while somebody else holds an unexpired lease, or when the status is another */
  acquireLease(
    runId: string,
    options: { holder: string; ttlMs: number; status: RunStatus[] },
  ): Promise<Lease | undefined>;
  renewLease(lease: Lease, ttlMs: number): Promise<void>;
  releaseLease(lease: Lease): Promise<void>;
  setProgress(
    lease: Lease,
    change: { waitingFor?: string | null; error?: RunError | null },
  ): Promise<void>;

  resources(runId: string): Promise<StoredResource[]>;
  /** Writes the intent before the upstream is touched; an intent written before is returned as it is. */
  intend(
    lease: Lease,
    stepId: string,
    resource: ResourceSpec,
  ): Promise<StoredResource>;
  change(
    lease: Lease,
    resourceId: string,
    change: ResourceChange,
  ): Promise<void>;

  events(runId: string): Promise<StoredEvent[]>;
  record(
    runId: string,
    event: { actor: string; type: string; message: string },
  ): Promise<void>;
}
