import type { ObjectMetadata } from './Application';

export interface GroupKind {
  group: string;
  kind: string;
  name?: string;
}

export interface ProjectDestination {
  name?: string;
  server?: string;
  namespace?: string;
}

export interface ProjectRole {
  name: string;
  description?: string;
  /** Lines such as `p, proj:shop:ci, applications, sync, shop/*, allow`. */
  policies?: string[];
  groups?: string[];
  jwtTokens?: Array<{ iat: number; exp?: number; id?: string }>;
}

export interface AppProjectSpec {
  description?: string;
  sourceRepos?: string[];
  destinations?: ProjectDestination[];
  /** Cluster-scoped kinds that may be deployed; none by default. */
  clusterResourceWhitelist?: GroupKind[];
  clusterResourceBlacklist?: GroupKind[];
  /** Namespaced kinds that may be deployed; all by default. */
  namespaceResourceWhitelist?: GroupKind[];
  namespaceResourceBlacklist?: GroupKind[];
  roles?: ProjectRole[];
  orphanedResources?: {
    warn?: boolean;
    ignore?: Array<{ group?: string; kind?: string; name?: string }>;
  };
  syncWindows?: unknown[];
  [key: string]: unknown;
}

export interface AppProject {
  metadata: ObjectMetadata;
  spec: AppProjectSpec;
  status: Record<string, unknown>;
}
