/** Where manifests come from. Only Git is supported: plain directories and Helm charts. */
export interface ApplicationSource {
  repoURL: string;
  path?: string;
  chart?: string;
  targetRevision?: string;
  ref?: string;
  name?: string;
  helm?: HelmOptions;
  directory?: {
    recurse?: boolean;
    include?: string;
    exclude?: string;
    [key: string]: unknown;
  };
  kustomize?: Record<string, unknown>;
  plugin?: Record<string, unknown>;
}

export interface HelmOptions {
  releaseName?: string;
  namespace?: string;
  valueFiles?: string[];
  /** YAML text. */
  values?: string;
  valuesObject?: Record<string, unknown>;
  parameters?: Array<{ name: string; value?: string; forceString?: boolean }>;
  ignoreMissingValueFiles?: boolean;
  skipCrds?: boolean;
  skipTests?: boolean;
  skipSchemaValidation?: boolean;
  kubeVersion?: string;
  apiVersions?: string[];
  [key: string]: unknown;
}

export interface Destination {
  name?: string;
  server?: string;
  namespace?: string;
}

export interface IgnoreDifference {
  group?: string;
  kind: string;
  name?: string;
  namespace?: string;
  jsonPointers?: string[];
  jqPathExpressions?: string[];
  managedFieldsManagers?: string[];
}

export interface RetryStrategy {
  limit?: number;
  refresh?: boolean;
  backoff?: { duration?: string; factor?: number; maxDuration?: string };
}

export interface SyncPolicy {
  automated?: {
    enabled?: boolean;
    prune?: boolean;
    selfHeal?: boolean;
    allowEmpty?: boolean;
  };
  syncOptions?: string[];
  retry?: RetryStrategy;
  managedNamespaceMetadata?: {
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
  };
}

export interface ApplicationSpec {
  project: string;
  destination: Destination;
  source?: ApplicationSource;
  sources?: ApplicationSource[];
  syncPolicy?: SyncPolicy;
  ignoreDifferences?: IgnoreDifference[];
  revisionHistoryLimit?: number;
  info?: Array<{ name: string; value: string }>;
}

export interface SyncResource {
  group?: string;
  kind: string;
  name: string;
  namespace?: string;
}

export interface SyncOperation {
  revision?: string;
  revisions?: string[];
  source?: ApplicationSource;
  sources?: ApplicationSource[];
  prune?: boolean;
  dryRun?: boolean;
  resources?: SyncResource[];
  syncOptions?: string[];
  syncStrategy?: {
    apply?: { force?: boolean };
    hook?: { force?: boolean };
  };
  manifests?: string[];
  autoHealAttemptsCount?: number;
}

export interface Initiator {
  username?: string;
  automated?: boolean;
}

export interface Operation {
  sync: SyncOperation;
  initiatedBy?: Initiator;
  info?: Array<{ name: string; value: string }>;
  retry?: RetryStrategy;
}

export type OperationPhase =
  | 'Running'
  | 'Terminating'
  | 'Failed'
  | 'Error'
  | 'Succeeded';
export type SyncPhase = 'PreSync' | 'Sync' | 'PostSync' | 'SyncFail';
export type ResultCode = 'Synced' | 'SyncFailed' | 'Pruned' | 'PruneSkipped';

export interface ResourceResult {
  group: string;
  version: string;
  kind: string;
  namespace: string;
  name: string;
  status?: ResultCode;
  message?: string;
  hookType?: string;
  hookPhase?: OperationPhase;
  syncPhase?: SyncPhase;
  images?: string[];
}

export interface SyncResult {
  revision: string;
  revisions?: string[];
  source?: ApplicationSource;
  sources?: ApplicationSource[];
  resources?: ResourceResult[];
  managedNamespaceMetadata?: SyncPolicy['managedNamespaceMetadata'];
}

export interface OperationState {
  operation: Operation;
  phase: OperationPhase;
  message?: string;
  startedAt: string;
  finishedAt?: string;
  retryCount?: number;
  syncResult?: SyncResult;
}

export type SyncStatusCode = 'Synced' | 'OutOfSync' | 'Unknown';
export type HealthStatusCode =
  | 'Healthy'
  | 'Suspended'
  | 'Progressing'
  | 'Missing'
  | 'Degraded'
  | 'Unknown';

export interface HealthStatus {
  status?: HealthStatusCode;
  message?: string;
  lastTransitionTime?: string;
}

export interface ResourceStatus {
  group?: string;
  version?: string;
  kind: string;
  namespace?: string;
  name: string;
  status?: SyncStatusCode;
  health?: HealthStatus;
  hook?: boolean;
  requiresPruning?: boolean;
  syncWave?: number;
}

export interface RevisionHistory {
  id: number;
  revision?: string;
  revisions?: string[];
  source?: ApplicationSource;
  sources?: ApplicationSource[];
  deployedAt: string;
  deployStartedAt?: string;
  initiatedBy?: Initiator;
}

export interface ApplicationCondition {
  type: string;
  message: string;
  lastTransitionTime?: string;
}

export interface SyncStatus {
  status: SyncStatusCode | '';
  comparedTo: {
    destination: Destination;
    source?: ApplicationSource;
    sources?: ApplicationSource[];
    ignoreDifferences?: IgnoreDifference[];
  };
  revision?: string;
  revisions?: string[];
}

export interface ApplicationStatus {
  health: HealthStatus;
  sync: SyncStatus;
  summary: {
    externalURLs?: string[];
    images?: string[];
    isAppOfApps?: boolean;
  };
  resources?: ResourceStatus[];
  conditions?: ApplicationCondition[];
  history?: RevisionHistory[];
  operationState?: OperationState;
  reconciledAt?: string;
  controllerNamespace?: string;
  sourceType?: string;
  sourceTypes?: string[];
}

export interface ObjectMetadata {
  name: string;
  namespace: string;
  uid: string;
  resourceVersion: string;
  generation: number;
  creationTimestamp: string;
  deletionTimestamp?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  finalizers?: string[];
  ownerReferences?: OwnerReference[];
}

/** What made an object. */
export interface OwnerReference {
  apiVersion: string;
  kind: string;
  name: string;
  uid: string;
  controller?: boolean;
  blockOwnerDeletion?: boolean;
}

export interface Application {
  metadata: ObjectMetadata;
  spec: ApplicationSpec;
  status: ApplicationStatus;
  operation?: Operation;
}
