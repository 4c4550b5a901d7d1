import type { HealthStatus } from './Application';

export interface ResourceReference {
  group?: string;
  version?: string;
  kind: string;
  namespace?: string;
  name: string;
  uid?: string;
}

export interface ResourceNode extends ResourceReference {
  parentRefs?: ResourceReference[];
  info?: Array<{ name: string; value: string }>;
  networkingInfo?: {
    targetLabels?: Record<string, string>;
    targetRefs?: ResourceReference[];
    labels?: Record<string, string>;
    ingress?: Array<{ hostname?: string; ip?: string }>;
    externalURLs?: string[];
  };
  resourceVersion?: string;
  images?: string[];
  health?: HealthStatus;
  createdAt?: string;
}

/** Everything an application has brought to life, linked by owners. */
export interface ApplicationTree {
  nodes: ResourceNode[];
  orphanedNodes?: ResourceNode[];
}
