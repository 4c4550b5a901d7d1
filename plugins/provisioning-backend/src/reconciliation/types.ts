import type { JsonObject } from '@backstage/types';
import type {
  DifferenceAction,
  DifferenceKind,
  ResourceKind,
  UpstreamSystem,
} from '@runway/plugin-provisioning-common';
import type {
  ResourceSpec,
  StoredResource,
  StoredRun,
} from '../database/RunStore';

/** A row of the ledger with the run that it belongs to. */
export interface LedgerRow {
  resource: StoredResource;
  run: StoredRun;
}

/** Something that carries the mark of a run, found in an upstream. */
export interface MarkedThing {
  kind: ResourceKind;
  system: UpstreamSystem;
  instance: string;
  /** As a row of the ledger would name it. */
  key: string;
  runId: string;
  url?: string;
  environment?: string;
  /** What a row of the ledger needs to know of it, e.g. `paths` of files. */
  details?: JsonObject;
}

/** What a pass found out about one thing. */
export interface Finding extends ResourceSpec {
  difference: DifferenceKind;
  url?: string;
  runId?: string;
  /** Row of the ledger, if there is one. */
  resourceId?: string;
  /** Name of the service, and entity ref of its owner, when known. */
  name?: string;
  ownerRef?: string;
  message: string;
  actions: DifferenceAction[];
  details: JsonObject;
}

/** A finding as it is kept. Times are epoch milliseconds. */
export interface StoredDifference extends Finding {
  id: string;
  firstSeenAt: number;
  lastSeenAt: number;
  sightings: number;
  /** Seen often enough, and not forgotten. */
  visible: boolean;
  progress?: {
    action: DifferenceAction;
    state: 'working' | 'failed';
    message?: string;
  };
}

/** What the last pass knew of one upstream. */
export interface StoredSource {
  system: UpstreamSystem;
  instance: string;
  state: 'ok' | 'partial' | 'failed';
  checkedAt?: number;
  checked: number;
  error?: string;
}
