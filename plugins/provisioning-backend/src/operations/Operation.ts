import type { JsonObject } from '@backstage/types';
import type { Upstreams } from '@runway/integrations';
import type {
  PlannedResource,
  PreviewFile,
  ResourceState,
} from '@runway/plugin-provisioning-common';
import type { ResourceSpec, StoredResource } from '../database/RunStore';
import type { TemplateFiles } from '../template/TemplateFiles';

/** What a run is about; the same for every step, and for a preview before there is a run. */
export interface RunFacts {
  /** Id of the run; marks everything that it makes. */
  id: string;
  /** Name of the service. */
  name: string;
  /** Name of the owning group: GitLab group, Vault path and namespace prefix. */
  team: string;
  /** Entity ref of the owning group. */
  ownerRef: string;
  requester: { ref: string; name: string; email: string };
  /** The form, as it was validated. */
  values: JsonObject;
  /** Location of the template's `template.yaml`. */
  templateBaseUrl: string;
}

export interface PlanContext {
  facts: RunFacts;
  upstreams: Upstreams;
  files: Pick<TemplateFiles, 'render'>;
  signal: AbortSignal;
}

/** What a step would make. */
export interface Plan {
  resources: PlannedResource[];
  files: Array<PreviewFile & { bytes: Buffer }>;
}

/** What making a resource found or made. */
export interface Made {
  /** `present` when left out. */
  state?: Extract<ResourceState, 'present' | 'shared' | 'intended'>;
  url?: string;
  details?: JsonObject;
}

export interface OperationContext extends PlanContext {
  /** Whether a person pressed Retry since the run began. */
  isRetry: boolean;
  /** One line of the step's log. Never a secret. */
  log(message: string): void;
  /** Says what the run waits for now. */
  waitFor(message: string): Promise<void>;
  /** Writes the intent, makes the resource (or finds the one made before), writes the confirmation. */
  ensure(
    resource: ResourceSpec,
    make: (known: StoredResource) => Promise<Made>,
  ): Promise<Made & { details: JsonObject }>;
  /** Name of another run whose undo is taking this resource away now. */
  removedBy(resource: ResourceSpec): Promise<string | undefined>;
  /** Rows of the ledger written so far. */
  resources(): Promise<StoredResource[]>;
}

/**
 * What stands behind a scaffolder action. Both methods may be repeated at any time: `execute` finds what it made
 * before by the run's mark and adopts only that.
 */
export interface Operation {
  /** Id of the action. */
  readonly id: string;
  /** Says what `execute` would make. Changes nothing. */
  plan(input: JsonObject, context: PlanContext): Promise<Plan>;
  /** @returns the step's output */
  execute(input: JsonObject, context: OperationContext): Promise<JsonObject>;
}
