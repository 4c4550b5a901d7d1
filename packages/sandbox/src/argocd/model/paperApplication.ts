import type { Application, ResourceStatus } from './Application';
import type { ApplicationTree, ResourceNode } from './ApplicationTree';

/** Of an application that exists on paper: its resources are those of its status, in no cluster. */
export const onPaperAnnotation = 'sandbox.runway.aerq.io/on-paper';
/** How many pods its first Deployment has: 2 when left out. */
export const podsAnnotation = 'sandbox.runway.aerq.io/pods';
/** How many bytes its first ConfigMap differs by; none when left out. */
export const differenceAnnotation = 'sandbox.runway.aerq.io/difference';

export function isOnPaper({ metadata }: Application): boolean {
  return metadata.annotations?.[onPaperAnnotation] === 'true';
}

/** Its resources, and the pods of its first Deployment. */
export function paperTree(application: Application): ApplicationTree {
  const nodes: ResourceNode[] = [];
  const { resources = [] } = application.status;
  const pods = numberOf(application, podsAnnotation) ?? 2;
  for (const resource of resources) {
    const node = nodeOf(application, resource);
    nodes.push(node);
    const isFirst =
      resource === resources.find(({ kind }) => kind === 'Deployment');
    if (isFirst) {
      const images = application.status.summary.images?.slice(0, 1);
      const set = child(application, node, 'ReplicaSet', '1');
      nodes.push(set);
      for (let index = 0; index < pods; index++) {
        nodes.push({
          ...child(application, set, 'Pod', String(index).padStart(5, '0')),
          ...(images ? { images } : {}),
          info: [
            { name: 'Status Reason', value: 'Running' },
            { name: 'Containers', value: '1/1' },
          ],
        });
      }
    }
  }
  return { nodes };
}

/** What Git wants of each resource and what lives, as the API tells it. */
export function paperManagedResources(application: Application) {
  const { resources = [] } = application.status;
  const size = numberOf(application, differenceAnnotation) ?? 0;
  const large = resources.find(({ kind }) => kind === 'ConfigMap');
  return resources.map(resource => {
    const { group = '', kind, namespace, name, status } = resource;
    const [live, target] = ['live', 'desired'].map(value =>
      JSON.stringify({
        apiVersion: [group, resource.version].filter(Boolean).join('/'),
        kind,
        metadata: { name, namespace },
        ...(resource === large && size > 0
          ? { data: linesOf(value, size / 2) }
          : status === 'OutOfSync' && { data: { state: value } }),
      }),
    );
    return {
      ...(group ? { group } : {}),
      kind,
      ...(namespace ? { namespace } : {}),
      name,
      targetState: target,
      liveState: live,
      normalizedLiveState: live,
      predictedLiveState: target,
      resourceVersion: application.metadata.resourceVersion,
      ...(target === live ? {} : { modified: true }),
    };
  });
}

function nodeOf(application: Application, resource: ResourceStatus) {
  const { group, version, kind, namespace, name, health } = resource;
  return {
    ...(group ? { group } : {}),
    version,
    kind,
    ...(namespace ? { namespace } : {}),
    name,
    uid: uidOf(application, kind, name),
    resourceVersion: application.metadata.resourceVersion,
    ...(health ? { health } : {}),
    createdAt: application.metadata.creationTimestamp,
  };
}

function child(
  application: Application,
  parent: ResourceNode,
  kind: string,
  suffix: string,
): ResourceNode {
  const name = `${parent.name}-${suffix}`;
  return {
    ...(kind === 'Pod' ? {} : { group: 'apps' }),
    version: 'v1',
    kind,
    namespace: parent.namespace,
    name,
    uid: uidOf(application, kind, name),
    parentRefs: [
      {
        ...(parent.group ? { group: parent.group } : {}),
        kind: parent.kind,
        namespace: parent.namespace,
        name: parent.name,
        uid: parent.uid,
      },
    ],
    resourceVersion: application.metadata.resourceVersion,
    health: parent.health ?? { status: 'Healthy' },
    createdAt: application.metadata.creationTimestamp,
  };
}

/** Unique, and the same whenever it is asked for. */
function uidOf({ metadata }: Application, kind: string, name: string): string {
  return `${metadata.uid}/${kind}/${name}`;
}

/** Many short values, none of them the same as with another word. */
function linesOf(word: string, bytes: number): Record<string, string> {
  const lines: Record<string, string> = {};
  for (let index = 0; index * 100 < bytes; index++) {
    const key = `line-${String(index).padStart(6, '0')}`;
    lines[key] = `${word} ${index} `.padEnd(90, '.');
  }
  return lines;
}

function numberOf({ metadata }: Application, annotation: string) {
  const value = metadata.annotations?.[annotation];
  return value === undefined ? undefined : Number(value);
}
