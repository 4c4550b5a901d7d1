import type { KubernetesObject } from '../../core/SandboxContext';
import { timestamp } from '../objects/prepareObject';
import {
  customResourceSchema,
  type JsonSchemaProps,
} from '../schema/customSchema';
import type { ResourceDefinition } from './ResourceDefinition';

type Draft = any;

export const cleanupFinalizer = 'customresourcecleanup.apiextensions.k8s.io';

/** The kind that a CustomResourceDefinition defines. */
export function definitionOf({ spec }: KubernetesObject): ResourceDefinition {
  const { group, names, scope } = spec;
  const served = spec.versions.filter((version: Draft) => version.served);
  const storage = spec.versions.find((version: Draft) => version.storage);
  const known = served.includes(storage) ? served : [...served, storage];
  return {
    id: `${names.plural}.${group}`,
    group,
    plural: names.plural,
    singular: names.singular ?? names.kind.toLowerCase(),
    kind: names.kind,
    listKind: names.listKind ?? `${names.kind}List`,
    namespaced: scope === 'Namespaced',
    shortNames: names.shortNames ?? [],
    categories: names.categories ?? [],
    subresources: new Set(
      served.flatMap((version: Draft) =>
        Object.keys(version.subresources ?? {}),
      ),
    ),
    versions: known.map((version: Draft) => ({
      name: version.name,
      served: version.served,
      schema: customResourceSchema(
        version.schema?.openAPIV3Schema as JsonSchemaProps,
      ),
      columns: version.additionalPrinterColumns,
    })),
    storageVersion: storage.name,
    countsGenerations: true,
    custom: true,
    scale: storage.subresources?.scale,
  };
}

/** Status of a definition whose kind is served. */
export function establishedStatus({
  spec,
  metadata,
  status,
}: KubernetesObject): Draft {
  const condition = (type: string, reason: string, message: string) => ({
    type,
    status: 'True',
    reason,
    message,
    lastTransitionTime: metadata.creationTimestamp ?? timestamp(),
  });
  return {
    acceptedNames: {
      ...spec.names,
      singular: spec.names.singular,
      listKind: spec.names.listKind,
    },
    conditions: [
      condition('NamesAccepted', 'NoConflicts', 'no conflicts found'),
      condition(
        'Established',
        'InitialNamesAccepted',
        'the initial names have been accepted',
      ),
    ],
    storedVersions: [
      ...new Set([
        ...(status?.storedVersions ?? []),
        spec.versions.find((version: Draft) => version.storage).name,
      ]),
    ],
  };
}
