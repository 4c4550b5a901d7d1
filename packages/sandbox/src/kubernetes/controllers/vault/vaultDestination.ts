import type { KubernetesObject } from '../../../core/SandboxContext';
import { timestamp } from '../../objects/prepareObject';
import { isEqual } from '../../schema/isEqual';
import type { ClusterClient } from '../ClusterClient';

type Draft = any;

const restartedAt = 'vso.secrets.hashicorp.com/restartedAt';
const ownLabels = {
  'app.kubernetes.io/component': 'secret-sync',
  'app.kubernetes.io/managed-by': 'hashicorp-vso',
  'app.kubernetes.io/name': 'vault-secrets-operator',
};

/** Why a secret could not be synced; `reason` is that of the event. */
export class SyncError extends Error {
  constructor(readonly reason: string, message: string) {
    super(message);
  }
}

/** Creates or updates the destination. False when it is as it should be. */
export function writeDestination(
  client: ClusterClient,
  secret: KubernetesObject,
  data: Record<string, string>,
): boolean {
  const { namespace } = secret.metadata;
  const { destination } = secret.spec;
  const known = client.get('secrets', namespace, destination.name);
  if (!known) {
    if (!destination.create) {
      throw new SyncError(
        'SecretSyncError',
        `Failed to update k8s secret: destination secret ${destination.name} does not exist, and create=false`,
      );
    }
    client.create('secrets', {
      metadata: {
        name: destination.name,
        namespace,
        labels: { ...destination.labels, ...ownLabels },
        annotations: destination.annotations,
        ownerReferences: [
          {
            apiVersion: secret.apiVersion,
            kind: secret.kind,
            name: secret.metadata.name,
            uid: secret.metadata.uid,
          },
        ],
      },
      type: destination.type ?? 'Opaque',
      data,
    });
    return true;
  }
  const isOwn = known.metadata.ownerReferences?.some(
    (owner: Draft) => owner.uid === secret.metadata.uid,
  );
  if (destination.create && !isOwn && !destination.overwrite) {
    throw new SyncError(
      'SecretSyncError',
      `Failed to update k8s secret: not the owner of the destination Secret ${namespace}/${destination.name}`,
    );
  }
  if (isEqual(known.data ?? {}, data)) {
    return false;
  }
  client.update('secrets', known, draft => {
    draft.data = data;
  });
  return true;
}

/** Has the workloads that use the secret start anew. */
export function restartTargets(
  client: ClusterClient,
  secret: KubernetesObject,
): void {
  for (const { kind, name } of secret.spec.rolloutRestartTargets ?? []) {
    const resource = `${kind.toLowerCase()}s.apps`;
    const target = client.get(resource, secret.metadata.namespace, name);
    if (target) {
      client.update(resource, target, draft => {
        draft.spec.template.metadata.annotations = {
          ...draft.spec.template.metadata.annotations,
          [restartedAt]: timestamp(),
        };
      });
      client.event(
        secret,
        'Normal',
        'RolloutRestartTriggered',
        `Rollout restart triggered for ${kind}/${name}`,
      );
    }
  }
}

/** What the destination holds, encoded. */
export function dataOf(
  { spec }: KubernetesObject,
  values: Record<string, string>,
): Record<string, string> {
  const { excludeRaw, includes, excludes } =
    spec.destination.transformation ?? {};
  const matches = (patterns: string[], key: string) =>
    patterns.some(pattern => new RegExp(pattern).test(key));
  const kept = Object.entries(values).filter(
    ([key]) =>
      !(excludes && matches(excludes, key)) &&
      !(includes && !matches(includes, key)),
  );
  return Object.fromEntries(
    [
      ...kept,
      ...(excludeRaw
        ? []
        : [['_raw', JSON.stringify({ data: values, metadata: {} })]]),
    ].map(([key, value]) => [key, Buffer.from(value).toString('base64')]),
  );
}
