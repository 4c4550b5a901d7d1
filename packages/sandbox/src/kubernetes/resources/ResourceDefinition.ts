import type { Schema } from '../schema/Schema';

/** A served version of a resource. */
export interface ResourceVersion {
  name: string;
  schema: Schema;
  /** False for a version that only the storage knows. */
  served?: boolean;
  /** Columns that `kubectl get` shows, of a CustomResourceDefinition. */
  columns?: PrinterColumn[];
}

export interface PrinterColumn {
  name: string;
  type: string;
  jsonPath: string;
  priority?: number;
  format?: string;
  description?: string;
}

/** One kind of object that a cluster stores. */
export interface ResourceDefinition {
  /** `deployments.apps`, `pods`: unique in a cluster and key of the storage. */
  readonly id: string;
  readonly group: string;
  readonly plural: string;
  readonly singular: string;
  readonly kind: string;
  readonly listKind: string;
  readonly namespaced: boolean;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly subresources: ReadonlySet<string>;
  /** First is preferred; objects are stored in `storageVersion`. */
  readonly versions: readonly ResourceVersion[];
  readonly storageVersion: string;
  /** Changes of the specification count up `metadata.generation`. */
  readonly countsGenerations: boolean;
  /** Comes from a CustomResourceDefinition. */
  readonly custom: boolean;
  /** Paths of the scale subresource of a custom resource. */
  readonly scale?: {
    specReplicasPath: string;
    statusReplicasPath: string;
    labelSelectorPath?: string;
  };
}

/** A resource in the version a request names. */
export interface VersionedResource {
  definition: ResourceDefinition;
  version: ResourceVersion;
}

export function apiVersionOf(
  { group }: { group: string },
  version: string,
): string {
  return group ? `${group}/${version}` : version;
}

export function storageApiVersion(definition: ResourceDefinition): string {
  return apiVersionOf(definition, definition.storageVersion);
}

export function storageSchema(definition: ResourceDefinition): Schema {
  return definition.versions.find(
    version => version.name === definition.storageVersion,
  )!.schema;
}

/** `apps/v1` -> group `apps`, version `v1`; `v1` -> the core group. */
export function parseApiVersion(apiVersion: string): {
  group: string;
  version: string;
} {
  const [first, second] = apiVersion.split('/');
  return second === undefined
    ? { group: '', version: first }
    : { group: first, version: second };
}
