import {
  ApplicationRef,
  ApplicationSummary,
  SourceStatus,
} from '@runway/plugin-argocd-common';

/** What the portal keeps of an application: small, because there are thousands. */
export interface ApplicationRecord {
  summary: ApplicationSummary;
  uid: string;
  resourceVersion: string;
  labels: Record<string, string>;
  annotations: Record<string, string>;
  /** What it deploys from. */
  gitSources: Array<{
    repository: string;
    path?: string;
    chart?: string;
    targetRevision?: string;
    revision?: string;
  }>;
  /** Images that run, e.g. `registry.example.com/team/orders:3f2c1a9b`. */
  images: string[];
  /** Deployments, oldest first, at most ten. */
  history: Array<{
    id: number;
    /** Commit of the last source: the GitOps repository. */
    revision?: string;
    startedAt?: string;
    deployedAt: string;
    by?: string;
  }>;
  /** `info` of the last operation: Runway writes the id of its action there. */
  operationInfo: Record<string, string>;
  /** The ApplicationSet or application that made it. */
  parent?: { kind: string; name: string };
}

/** An application appeared, changed or went away. */
export interface ApplicationChange {
  type: 'changed' | 'deleted';
  record: ApplicationRecord;
}

/** All applications of all instances, in memory, fed by one stream an instance. Never asks Argo CD when it is read. */
export interface ApplicationIndex {
  get(ref: ApplicationRef): ApplicationRecord | undefined;
  /** Applications with the label of this service, in no order. */
  ofService(service: string): ApplicationRecord[];
  /** Everything; don't keep it. */
  all(): Iterable<ApplicationRecord>;
  /**
   * How each instance does: `failed` until its first list has come, `partial` with its age while its stream is broken.
   */
  sources(): SourceStatus[];
  /** Whether this instance has been listed at least once: what isn't there then is absent, otherwise unknown. */
  knows(instance: string): boolean;
  /** Calls for each change, in order, until the returned function is called. Listeners must not throw. */
  subscribe(listener: (change: ApplicationChange) => void): () => void;
  /**
   * Waits until an application looks as wanted.
   *
   * @returns the record, or undefined when time or signal ended the wait
   */
  waitFor(
    ref: ApplicationRef,
    wanted: (record: ApplicationRecord | undefined) => boolean,
    options: { timeoutMs: number; signal?: AbortSignal },
  ): Promise<ApplicationRecord | undefined>;
}
