/** What the portal's credential is. */
export interface ArgoCdHealth {
  /** e.g. `v3.1.0+abc1234`. */
  version: string;
  user: { loggedIn: boolean; username?: string; groups: string[] };
}

export interface ArgoCdSource {
  repoURL: string;
  path?: string;
  chart?: string;
  targetRevision?: string;
  /** Name by which other sources refer to this one. */
  ref?: string;
  helm?: { valueFiles?: string[]; [field: string]: unknown };
  [field: string]: unknown;
}

export interface ArgoCdMetadata {
  name: string;
  namespace?: string;
  uid?: string;
  resourceVersion?: string;
  creationTimestamp?: string;
  /** Set while the application is being deleted. */
  deletionTimestamp?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  finalizers?: string[];
  /** What made it, e.g. an ApplicationSet. */
  ownerReferences?: Array<{ kind: string; name: string; uid?: string }>;
  [field: string]: unknown;
}

export interface ArgoCdSpec {
  project?: string;
  source?: ArgoCdSource;
  sources?: ArgoCdSource[];
  destination?: { server?: string; name?: string; namespace?: string };
  syncPolicy?: {
    /** Auto-sync is on when present and `enabled` isn't false. */
    automated?: { prune?: boolean; selfHeal?: boolean; enabled?: boolean };
    syncOptions?: string[];
    [field: string]: unknown;
  };
  [field: string]: unknown;
}

/** `Healthy`, `Progressing`, `Degraded`, `Suspended`, `Missing` or `Unknown`. */
export type ArgoCdHealthStatus = string;
/** `Synced`, `OutOfSync` or `Unknown`. */
export type ArgoCdSyncStatus = string;

export interface ArgoCdResourceStatus {
  group?: string;
  version?: string;
  kind: string;
  namespace?: string;
  name: string;
  status?: ArgoCdSyncStatus;
  health?: { status?: ArgoCdHealthStatus; message?: string };
  requiresPruning?: boolean;
  [field: string]: unknown;
}

export interface ArgoCdRevisionHistory {
  id: number;
  revision?: string;
  /** One a source, when the application has several. */
  revisions?: string[];
  deployStartedAt?: string;
  deployedAt?: string;
  source?: ArgoCdSource;
  sources?: ArgoCdSource[];
  initiatedBy?: { username?: string; automated?: boolean };
  [field: string]: unknown;
}

export interface ArgoCdOperationState {
  /** `Running`, `Succeeded`, `Failed`, `Error` or `Terminating`. */
  phase: string;
  message?: string;
  startedAt?: string;
  finishedAt?: string;
  retryCount?: number;
  /** What was asked for. */
  operation?: ArgoCdOperation;
  syncResult?: {
    revision?: string;
    revisions?: string[];
    resources?: ArgoCdResourceResult[];
    [field: string]: unknown;
  };
  [field: string]: unknown;
}

export interface ArgoCdResourceResult {
  group?: string;
  version?: string;
  kind: string;
  namespace?: string;
  name: string;
  status?: string;
  message?: string;
  hookPhase?: string;
  syncPhase?: string;
  [field: string]: unknown;
}

export interface ArgoCdStatus {
  sync?: {
    status: ArgoCdSyncStatus;
    revision?: string;
    revisions?: string[];
    [field: string]: unknown;
  };
  health?: {
    status?: ArgoCdHealthStatus;
    message?: string;
    lastTransitionTime?: string;
  };
  operationState?: ArgoCdOperationState;
  conditions?: Array<{
    type: string;
    message: string;
    lastTransitionTime?: string;
  }>;
  resources?: ArgoCdResourceStatus[];
  /** Oldest first; Argo CD keeps ten by default and no failed ones. */
  history?: ArgoCdRevisionHistory[];
  summary?: { images?: string[]; externalURLs?: string[] };
  reconciledAt?: string;
  [field: string]: unknown;
}

/** An application. Reading with `fields` leaves out what wasn't asked for. */
export interface ArgoCdApplication {
  metadata: ArgoCdMetadata;
  spec: ArgoCdSpec;
  status: ArgoCdStatus;
  /** An operation that was asked for and hasn't ended. */
  operation?: ArgoCdOperation;
}

export interface ArgoCdOperation {
  /** Given with the request, e.g. who asked for it. */
  info?: Array<{ name: string; value: string }>;
  initiatedBy?: { username?: string; automated?: boolean };
  sync?: { revision?: string; revisions?: string[]; [field: string]: unknown };
  [field: string]: unknown;
}

export interface ArgoCdApplicationList {
  items: ArgoCdApplication[];
  /** Where a stream can begin. */
  resourceVersion?: string;
}

export interface ArgoCdApplicationEvent {
  type: 'ADDED' | 'MODIFIED' | 'DELETED';
  application: ArgoCdApplication;
}

export interface ArgoCdResourceNode {
  group?: string;
  version?: string;
  kind: string;
  namespace?: string;
  name: string;
  uid?: string;
  parentRefs?: Array<{
    group?: string;
    kind: string;
    namespace?: string;
    name: string;
    uid?: string;
  }>;
  health?: { status?: ArgoCdHealthStatus; message?: string };
  info?: Array<{ name: string; value: string }>;
  images?: string[];
  createdAt?: string;
  resourceVersion?: string;
  [field: string]: unknown;
}

export interface ArgoCdResourceTree {
  nodes: ArgoCdResourceNode[];
  orphanedNodes: ArgoCdResourceNode[];
}

/** An event of Kubernetes. */
export interface ArgoCdResourceEvent {
  type?: string;
  reason?: string;
  message?: string;
  count?: number;
  lastTimestamp?: string;
  /** What newer clusters write instead of `lastTimestamp`. */
  eventTime?: string;
  [field: string]: unknown;
}

/** States are JSON text; Argo CD masks the values of Secrets. */
export interface ArgoCdManagedResource {
  group?: string;
  kind: string;
  namespace?: string;
  name: string;
  targetState?: string;
  liveState?: string;
  normalizedLiveState?: string;
  predictedLiveState?: string;
  modified?: boolean;
  hook?: boolean;
  [field: string]: unknown;
}

export interface ArgoCdProject {
  metadata: ArgoCdMetadata;
  spec: {
    description?: string;
    sourceRepos?: string[];
    destinations?: Array<{
      server?: string;
      name?: string;
      namespace?: string;
    }>;
    [field: string]: unknown;
  };
}

export interface ArgoCdManifests {
  /** Each one an object as JSON text. */
  manifests: string[];
  revision?: string;
  namespace?: string;
  server?: string;
}

/** What every call about one application takes. */
export interface ApplicationScope {
  /**
   * AppProject of the application. With it Argo CD answers 404 for an absent application; without it 403, so as not to
   * tell what exists.
   */
  project?: string;
  /** Namespace of the Application object, when not Argo CD's own. */
  appNamespace?: string;
}

export interface SyncInput extends ApplicationScope {
  revision?: string;
  prune?: boolean;
  dryRun?: boolean;
  /** Only these resources. */
  resources?: Array<{
    group?: string;
    kind: string;
    namespace?: string;
    name: string;
  }>;
  /** e.g. `['CreateNamespace=true']`. */
  syncOptions?: string[];
  /** Shown with the operation, e.g. who asked for it. */
  infos?: Array<{ name: string; value: string }>;
}
