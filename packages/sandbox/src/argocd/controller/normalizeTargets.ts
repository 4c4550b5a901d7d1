import type { KubernetesObject } from '../../core/SandboxContext';
import type { ApplicationCondition } from '../model/Application';
import { groupOf, keyOf } from '../model/ResourceKey';
import { trackingAnnotation, trackingId } from '../model/tracking';
import type { ClusterCache } from '../stores/ClusterCache';
import { isHook, isSkipped } from './hooks';

export interface Targets {
  objects: KubernetesObject[];
  hooks: KubernetesObject[];
  conditions: ApplicationCondition[];
}

interface Memo {
  key: string;
  targets: Targets;
}

const memos = new WeakMap<KubernetesObject[], Memo>();

/**
 * Gives rendered manifests their namespace and tracking id, takes hooks out and drops all but the last of those that
 * appear twice. The same manifests give the same objects again, so that results can be kept by object.
 */
export function normalizeTargets(
  manifests: KubernetesObject[],
  application: string,
  namespace: string,
  cluster: ClusterCache,
): Targets {
  const key = `${application}/${namespace}/${cluster.access.name}/${cluster.scopeVersion}`;
  const memo = memos.get(manifests);
  if (memo?.key === key) {
    return memo.targets;
  }
  const byKey = new Map<string, { object: KubernetesObject; count: number }>();
  for (const [index, manifest] of manifests.entries()) {
    const object = withNamespace(manifest, namespace, cluster);
    const id = object.metadata.name
      ? keyOf(object)
      : `${keyOf(object)}${object.metadata.generateName}${index}`;
    byKey.set(id, { object, count: (byKey.get(id)?.count ?? 0) + 1 });
  }
  const targets: Targets = { objects: [], hooks: [], conditions: [] };
  for (const [id, { object, count }] of byKey) {
    if (count > 1) {
      targets.conditions.push({
        type: 'RepeatedResourceWarning',
        message: `Resource ${id} appeared ${count} times among application resources.`,
      });
    }
    const tracked = withTracking(object, application);
    if (isHook(object)) {
      targets.hooks.push(tracked);
    } else if (!isSkipped(object)) {
      targets.objects.push(tracked);
    }
  }
  memos.set(manifests, { key, targets });
  return targets;
}

function withNamespace(
  object: KubernetesObject,
  namespace: string,
  cluster: ClusterCache,
): KubernetesObject {
  const { namespace: own, ...metadata } = object.metadata;
  return cluster.isNamespaced(groupOf(object), object.kind)
    ? { ...object, metadata: { ...metadata, namespace: own || namespace } }
    : { ...object, metadata };
}

function withTracking(
  object: KubernetesObject,
  application: string,
): KubernetesObject {
  return {
    ...object,
    metadata: {
      ...object.metadata,
      annotations: {
        ...object.metadata.annotations,
        [trackingAnnotation]: trackingId(application, object),
      },
    },
  };
}
