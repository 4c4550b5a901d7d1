import type { KubernetesObject } from '../../core/SandboxContext';
import { ApiError } from '../errors/ApiError';
import type { Schema } from '../schema/Schema';
import { FieldSet, type FieldsV1 } from './FieldSet';
import { compareObjects, fieldsOf, removeFields } from './fieldSets';
import { mergeConfiguration } from './mergeConfiguration';

interface ManagedFieldsEntry {
  manager: string;
  operation: 'Apply' | 'Update';
  apiVersion: string;
  time?: string;
  fieldsType: 'FieldsV1';
  fieldsV1: FieldsV1;
  subresource?: string;
}

export interface Manager {
  name: string;
  apiVersion: string;
  subresource?: string;
  /** RFC 3339 */
  time: string;
}

/** Nobody owns these. */
const systemMetadata = [
  'name',
  'namespace',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'selfLink',
  'uid',
  'generation',
  'managedFields',
  'resourceVersion',
  'generateName',
].map(name => `f:${name}`);

/**
 * Records that a manager changed the object by create, update or patch: what it changed is its own now.
 * @returns the object with new `managedFields`
 */
export function recordUpdate(
  schema: Schema,
  before: KubernetesObject | undefined,
  after: KubernetesObject,
  manager: Manager,
): KubernetesObject {
  const { added, modified, removed } = compareObjects(
    schema,
    before && withoutManagers(before),
    withoutManagers(after),
  );
  const changed = owned(added.union(modified));
  const gone = owned(removed);
  if (changed.isEmpty && gone.isEmpty) {
    return after;
  }
  const entries = entriesOf(before ?? after).map(entry => ({
    entry,
    fields: FieldSet.parse(entry.fieldsV1),
  }));
  const mine = entries.find(({ entry }) => isSame(entry, manager, 'Update'));
  const others = entries
    .filter(other => other !== mine)
    .map(({ entry, fields }) => ({
      entry,
      fields: fields.difference(changed).difference(gone),
    }));
  const fields = (mine?.fields ?? new FieldSet())
    .difference(gone)
    .union(changed);
  return withEntries(after, [
    ...others,
    { entry: newEntry(manager, 'Update'), fields },
  ]);
}

/**
 * Server-side apply: merges the configuration into the live object, drops what the manager applied before and no
 * longer does, and records who owns what.
 * @throws ApiError 409 when fields of other managers would change, unless forced
 */
export function applyConfiguration(
  schema: Schema,
  live: KubernetesObject | undefined,
  configuration: KubernetesObject,
  manager: Manager,
  force: boolean,
): KubernetesObject {
  const entries = entriesOf(live).map(entry => ({
    entry,
    fields: FieldSet.parse(entry.fieldsV1),
  }));
  const mine = entries.find(({ entry }) => isSame(entry, manager, 'Apply'));
  const others = entries.filter(entry => entry !== mine);
  const fields = owned(fieldsOf(schema, configuration));

  const merged = mergeConfiguration(
    schema,
    live && withoutManagers(live),
    configuration,
  ) as KubernetesObject;
  const kept = others
    .reduce((all, other) => all.union(other.fields), fields)
    .withContainers();
  const dropped = (mine?.fields ?? new FieldSet())
    .withContainers()
    .difference(kept);
  const pruned = removeFields(schema, merged, dropped) as KubernetesObject;

  const { added, modified, removed } = compareObjects(
    schema,
    live && withoutManagers(live),
    pruned,
  );
  const changed = owned(added.union(modified));
  const conflicts = others
    .map(other => ({ ...other, fields: other.fields.intersection(changed) }))
    .filter(other => !other.fields.isEmpty);
  if (conflicts.length > 0 && !force) {
    throw conflictError(conflicts);
  }
  const gone = owned(removed);
  return withEntries(pruned, [
    ...others.map(other => ({
      entry: other.entry,
      fields: other.fields.difference(changed).difference(gone),
    })),
    { entry: newEntry(manager, 'Apply'), fields },
  ]);
}

function conflictError(
  conflicts: Array<{ entry: ManagedFieldsEntry; fields: FieldSet }>,
): ApiError {
  const causes = conflicts.flatMap(({ entry, fields }) =>
    fields.paths().map(field => ({
      reason: 'FieldManagerConflict',
      message: `conflict with ${describeManager(entry)}`,
      field,
    })),
  );
  const managers = conflicts.map(({ entry, fields }) => {
    const paths = fields.paths();
    return paths.length === 1 && conflicts.length === 1
      ? `conflict with ${describeManager(entry)}: ${paths[0]}`
      : `conflicts with ${describeManager(entry)}:\n${paths
          .map(path => `- ${path}`)
          .join('\n')}`;
  });
  const count = `${causes.length} conflict${causes.length === 1 ? '' : 's'}`;
  return new ApiError(
    409,
    'Conflict',
    `Apply failed with ${count}: ${managers.join('\n')}`,
    { causes },
  );
}

function describeManager(entry: ManagedFieldsEntry): string {
  const subresource = entry.subresource
    ? ` with subresource "${entry.subresource}"`
    : '';
  return entry.operation === 'Update'
    ? `"${entry.manager}"${subresource} using ${entry.apiVersion}`
    : `"${entry.manager}"${subresource}`;
}

function entriesOf(object: KubernetesObject | undefined): ManagedFieldsEntry[] {
  return object?.metadata.managedFields ?? [];
}

function isSame(
  entry: ManagedFieldsEntry,
  manager: Manager,
  operation: ManagedFieldsEntry['operation'],
): boolean {
  return (
    entry.manager === manager.name &&
    entry.operation === operation &&
    (operation === 'Apply' || entry.apiVersion === manager.apiVersion) &&
    (entry.subresource ?? '') === (manager.subresource ?? '')
  );
}

function newEntry(
  manager: Manager,
  operation: ManagedFieldsEntry['operation'],
): ManagedFieldsEntry {
  return {
    manager: manager.name,
    operation,
    apiVersion: manager.apiVersion,
    time: manager.time,
    fieldsType: 'FieldsV1',
    fieldsV1: {},
    ...(manager.subresource ? { subresource: manager.subresource } : {}),
  };
}

function withEntries(
  object: KubernetesObject,
  entries: Array<{ entry: ManagedFieldsEntry; fields: FieldSet }>,
): KubernetesObject {
  return {
    ...object,
    metadata: {
      ...object.metadata,
      managedFields: entries
        .filter(({ fields }) => !fields.isEmpty)
        .map(({ entry, fields }) => ({
          ...entry,
          fieldsV1: fields.toFieldsV1(),
        })),
    },
  };
}

function withoutManagers(object: KubernetesObject): KubernetesObject {
  const { managedFields, ...metadata } = object.metadata;
  return { ...object, metadata } as KubernetesObject;
}

function owned(fields: FieldSet): FieldSet {
  const result = fields.without(['f:apiVersion', 'f:kind', 'f:metadata']);
  result.member = false;
  const metadata = fields.get('f:metadata')?.without(systemMetadata);
  if (metadata) {
    metadata.member = false;
  }
  return metadata && !metadata.isEmpty
    ? result.union(metadata.under('f:metadata'))
    : result;
}
