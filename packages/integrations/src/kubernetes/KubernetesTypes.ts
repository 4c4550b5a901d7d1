/** Plain JSON as the API server sends it; times are ISO 8601 strings. */
export interface KubernetesObject {
  apiVersion: string;
  kind: string;
  metadata: KubernetesMetadata;
  [field: string]: unknown;
}

export interface KubernetesMetadata {
  name: string;
  namespace?: string;
  uid?: string;
  resourceVersion?: string;
  creationTimestamp?: string;
  deletionTimestamp?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  finalizers?: string[];
  ownerReferences?: Array<{
    apiVersion: string;
    kind: string;
    name: string;
    uid: string;
  }>;
  [field: string]: unknown;
}

export interface KubernetesList<T extends KubernetesObject = KubernetesObject> {
  items: T[];
  /** Pass it to get the next page; absent on the last one. */
  continue?: string;
  remainingItemCount?: number;
  resourceVersion?: string;
}

export interface ContainerState {
  waiting?: { reason?: string; message?: string };
  running?: { startedAt?: string };
  terminated?: {
    exitCode: number;
    reason?: string;
    message?: string;
    finishedAt?: string;
  };
}

export interface ContainerStatus {
  name: string;
  ready: boolean;
  restartCount: number;
  image?: string;
  /** Name and digest of what really runs, e.g. `registry.example.com/team/orders@sha256:...`. */
  imageID?: string;
  state?: ContainerState;
  lastState?: ContainerState;
}

export interface KubernetesPod extends KubernetesObject {
  status: {
    phase?: string;
    reason?: string;
    message?: string;
    startTime?: string;
    conditions?: Array<{
      type: string;
      status: string;
      reason?: string;
      message?: string;
    }>;
    containerStatuses?: ContainerStatus[];
    initContainerStatuses?: ContainerStatus[];
    [field: string]: unknown;
  };
}

export interface KubernetesEvent extends KubernetesObject {
  /** `Normal` or `Warning`. */
  type?: string;
  reason?: string;
  message?: string;
  count?: number;
  firstTimestamp?: string;
  lastTimestamp?: string;
  eventTime?: string;
  involvedObject: {
    kind?: string;
    name?: string;
    namespace?: string;
    uid?: string;
  };
}

/** A question to the API server: may the portal do this? */
export interface AccessCheck {
  verb: string;
  /** API group; empty for the core group. */
  group?: string;
  /** Plural, lower case, e.g. `pods`. */
  resource: string;
  subresource?: string;
  namespace?: string;
  name?: string;
}

export interface KubernetesHealth {
  /** e.g. `v1.33.2`. */
  version: string;
  platform?: string;
  access: Array<AccessCheck & { allowed: boolean; reason?: string }>;
}
