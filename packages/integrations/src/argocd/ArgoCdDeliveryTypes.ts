import type { CallOptions } from '../upstreams/UpstreamClient';
import type { ArgoCdHealthStatus, ArgoCdMetadata } from './ArgoCdTypes';

/** Last argument of every method that reads a stream. */
export interface StreamOptions extends CallOptions {
  /**
   * How long the server may be silent, in milliseconds, before the connection counts as stalled; 45 seconds when left
   * out. Argo CD sends a sign of life every 15 seconds, so less than 20 seconds makes no sense against a real one.
   */
  idleTimeoutMs?: number;
}

/** Which applications a list or stream is about; what is left out doesn't matter. */
export interface ApplicationFilter {
  /** Label selector. */
  selector?: string;
  /** Only of these AppProjects. */
  projects?: string[];
  /** Only the application of this name. */
  name?: string;
}

/** Names one object of a cluster. */
export interface ArgoCdResourceRef {
  /** Empty for the core API. */
  group?: string;
  version: string;
  kind: string;
  /** Absent for objects of the whole cluster. */
  namespace?: string;
  name: string;
}

/** A commit, as Git tells of it. */
export interface ArgoCdRevisionMetadata {
  /** e.g. `Ada <ada@example.com>`. */
  author?: string;
  /** ISO 8601. */
  date?: string;
  message?: string;
  tags?: string[];
  /** Result of GnuPG verification, when the project wants signed commits. */
  signatureInfo?: string;
  [field: string]: unknown;
}

/** Makes applications from generators; these carry it in `metadata.ownerReferences`. */
export interface ArgoCdApplicationSet {
  metadata: ArgoCdMetadata;
  spec: {
    generators: Array<Record<string, unknown>>;
    [field: string]: unknown;
  };
  status: {
    conditions?: Array<{
      type: string;
      status: string;
      reason?: string;
      message?: string;
      lastTransitionTime?: string;
    }>;
    /** The applications that it has made. */
    resources?: Array<{
      kind: string;
      namespace?: string;
      name: string;
      status?: string;
      health?: { status?: ArgoCdHealthStatus; message?: string };
    }>;
    [field: string]: unknown;
  };
}
