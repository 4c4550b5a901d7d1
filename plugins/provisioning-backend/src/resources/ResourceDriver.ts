import type { ResourceKind } from '@runway/plugin-provisioning-common';
import type { Upstreams } from '@runway/integrations';
import type { StoredResource, StoredRun } from '../database/RunStore';

export interface RemovalContext {
  run: StoredRun;
  upstreams: Upstreams;
  signal: AbortSignal;
}

/** How taking away a resource ended. */
export type Removal =
  | { state: 'undone' }
  /** Left readable or left alone on purpose; the reason is for the person. */
  | { state: 'archived' | 'kept'; reason: string };

/**
 * Takes away one kind of resource. `remove` looks for the run's mark first: what doesn't carry it is never touched.
 * It may be repeated at any time, and answers `undone` when there is nothing (any more).
 */
export interface ResourceDriver {
  readonly kind: ResourceKind;
  remove(resource: StoredResource, context: RemovalContext): Promise<Removal>;
}
