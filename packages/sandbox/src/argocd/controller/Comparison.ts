import type { KubernetesObject } from '../../core/SandboxContext';
import type {
  ApplicationCondition,
  HealthStatusCode,
  ResourceStatus,
  SyncStatus,
} from '../model/Application';
import type { ClusterCache } from '../stores/ClusterCache';
import type { Differences } from './diffObject';

/** An object that Git wants, that lives, or both. */
export interface ManagedResource {
  group: string;
  version: string;
  kind: string;
  namespace: string;
  name: string;
  target?: KubernetesObject;
  live?: KubernetesObject;
  /** Where the two differ; empty when one of them is missing. */
  differences: Differences;
  hook: boolean;
}

/** Result of comparing an application with its cluster. */
export interface Comparison {
  sync: SyncStatus;
  health: { status: HealthStatusCode; message?: string };
  /** Describes `managed`, item by item. */
  resources: ResourceStatus[];
  managed: ManagedResource[];
  hooks: KubernetesObject[];
  conditions: ApplicationCondition[];
  sourceTypes: string[];
  cluster: ClusterCache;
}
