import type { ResourceKind } from '@runway/plugin-provisioning-common';
import type { Upstreams } from '@runway/integrations';
import type { StoredResource, StoredRun } from '../database/RunStore';
import type { Survey } from '../reconciliation/survey/Survey';

export interface RemovalContext {
  run: StoredRun;
  upstreams: Upstreams;
  signal: AbortSignal;
  /** Somebody said that what was stored in it since may go as well. */
  dataConfirmed?: boolean;
}

/** How taking away a resource ended. */
export type Removal =
  | { state: 'undone' }
  /** Left readable or left alone on purpose; the reason is for the person. */
  | { state: 'archived' | 'kept'; reason: string };

export interface InspectionContext {
  /** The run whose mark it must carry. */
  run: Pick<StoredRun, 'id' | 'name' | 'ownerRef'>;
  /** Answers from what one pass has read in bulk. */
  survey: Survey;
}

/** What an upstream has of a resource. An upstream that doesn't answer makes `inspect` throw: nothing is known then. */
export type Inspection =
  | {
      state: 'present';
      url?: string;
      /** It is there to be read only. */
      archived?: boolean;
    }
  | {
      state: 'missing';
      /** What is not there, in one sentence. */
      message: string;
      /** Where it is found now: it was renamed. */
      movedTo?: { key: string; url: string };
      /** Of files: those that are gone, when others are still there. */
      missingPaths?: string[];
    }
  | {
      /** Without the run's mark, or with another's. */
      state: 'foreign';
      message: string;
    };

/**
 * Takes away one kind of resource. `remove` looks for the run's mark first: what doesn't carry it is never touched.
 * It may be repeated at any time, and answers `undone` when there is nothing (any more).
 */
export interface ResourceDriver {
  readonly kind: ResourceKind;
  remove(resource: StoredResource, context: RemovalContext): Promise<Removal>;
  /** Looks whether it is there and carries the run's mark. Changes nothing. */
  inspect(
    resource: Pick<StoredResource, 'instance' | 'key' | 'details'>,
    context: InspectionContext,
  ): Promise<Inspection>;
}
