import type { KubernetesObject } from '../../core/SandboxContext';
import type { Application, ApplicationStatus } from '../model/Application';
import type { AppProject } from '../model/AppProject';
import type {
  ApplicationTree,
  ResourceNode,
  ResourceReference,
} from '../model/ApplicationTree';
import { globMatch } from '../model/globMatch';
import { groupOf, keyOf, versionOf } from '../model/ResourceKey';
import type { ClusterCache } from '../stores/ClusterCache';
import type { Comparison } from './Comparison';
import { assessHealth } from './health/assessHealth';
import { nodeInfo } from './nodeInfo';

/** The managed objects of an application and, by owner references, what they brought to life. */
export function resourceTree(
  application: Application,
  project: AppProject | undefined,
  comparison: Pick<Comparison, 'managed' | 'cluster'>,
): ApplicationTree {
  const { cluster, managed } = comparison;
  const nodes: ResourceNode[] = [];
  const seen = new Set<string>();
  const visit = (object: KubernetesObject, parent?: KubernetesObject) => {
    const key = keyOf(object);
    if (seen.has(key)) {
      return;
    }
    seen.add(key);
    nodes.push(liveNode(object, parent));
    for (const dependent of cluster.dependentsOf(object.metadata.uid)) {
      visit(dependent, object);
    }
  };
  for (const { target, live } of managed) {
    const current = live && (cluster.get(keyOf(live)) ?? live);
    if (current) {
      visit(current);
    } else if (target) {
      nodes.push({ ...reference(target), health: { status: 'Missing' } });
    }
  }
  const orphaned = project?.spec.orphanedResources
    ? orphanedNodes(application, project, cluster, seen)
    : [];
  return { nodes, ...(orphaned.length > 0 ? { orphanedNodes: orphaned } : {}) };
}

/** Addresses and images of a tree. */
export function treeSummary(
  application: Application,
  tree: ApplicationTree,
): ApplicationStatus['summary'] {
  const urls = new Set<string>();
  const images = new Set<string>();
  for (const node of tree.nodes) {
    node.networkingInfo?.externalURLs?.forEach(url => urls.add(url));
    node.images?.forEach(image => images.add(image));
  }
  for (const [key, value] of Object.entries(
    application.metadata.annotations ?? {},
  )) {
    if (key.startsWith('link.argocd.argoproj.io/')) {
      urls.add(value);
    }
  }
  const isAppOfApps = tree.nodes.some(
    node => node.group === 'argoproj.io' && node.kind === 'Application',
  );
  return {
    ...(urls.size > 0 ? { externalURLs: [...urls].sort() } : {}),
    ...(images.size > 0 ? { images: [...images].sort() } : {}),
    ...(isAppOfApps ? { isAppOfApps } : {}),
  };
}

export function reference(object: KubernetesObject): ResourceReference {
  const group = groupOf(object);
  const { namespace, name, uid } = object.metadata;
  return {
    ...(group ? { group } : {}),
    version: versionOf(object),
    kind: object.kind,
    ...(namespace ? { namespace } : {}),
    name,
    ...(uid ? { uid } : {}),
  };
}

function liveNode(
  object: KubernetesObject,
  parent: KubernetesObject | undefined,
): ResourceNode {
  const health = assessHealth(object);
  const { resourceVersion, creationTimestamp } = object.metadata;
  return {
    ...reference(object),
    ...(parent
      ? {
          parentRefs: [
            Object.fromEntries(
              Object.entries(reference(parent)).filter(
                ([field]) => field !== 'version',
              ),
            ) as unknown as ResourceReference,
          ],
        }
      : {}),
    ...nodeInfo(object),
    ...(resourceVersion ? { resourceVersion } : {}),
    ...(health ? { health } : {}),
    ...(creationTimestamp ? { createdAt: creationTimestamp } : {}),
  };
}

function orphanedNodes(
  application: Application,
  project: AppProject,
  cluster: ClusterCache,
  seen: Set<string>,
): ResourceNode[] {
  const ignored = project.spec.orphanedResources?.ignore ?? [];
  return cluster
    .topLevelIn(application.spec.destination.namespace ?? '')
    .filter(
      object =>
        !seen.has(keyOf(object)) &&
        !cluster.applicationOf(object) &&
        object.kind !== 'Event' &&
        !isGivenByCluster(object) &&
        !ignored.some(
          rule =>
            (!rule.kind || globMatch(rule.kind, object.kind)) &&
            globMatch(rule.group ?? '', groupOf(object)) &&
            (!rule.name || globMatch(rule.name, object.metadata.name)),
        ),
    )
    .map(object => liveNode(object, undefined));
}

/** What every namespace holds without anybody having made it. */
function isGivenByCluster({ kind, metadata }: KubernetesObject): boolean {
  return (
    (kind === 'ServiceAccount' && metadata.name === 'default') ||
    (kind === 'ConfigMap' && metadata.name === 'kube-root-ca.crt')
  );
}
