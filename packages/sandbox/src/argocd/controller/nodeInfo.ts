import type { KubernetesObject } from '../../core/SandboxContext';
import type { ResourceNode } from '../model/ApplicationTree';
import { groupOf } from '../model/ResourceKey';

type NodeInfo = Pick<ResourceNode, 'info' | 'networkingInfo' | 'images'>;

/** What Argo CD tells about an object beside its identity and health. */
export function nodeInfo(object: KubernetesObject): NodeInfo {
  const result: NodeInfo = {};
  const info: NonNullable<NodeInfo['info']> = [];
  const revision =
    object.metadata.annotations?.['deployment.kubernetes.io/revision'];
  if (revision) {
    info.push({ name: 'Revision', value: `Rev:${revision}` });
  }
  const group = groupOf(object);
  const type = `${group}/${object.kind}`;
  if (type === '/Pod') {
    info.push(...podInfo(object));
    result.networkingInfo = { labels: object.metadata.labels ?? {} };
  } else if (type === '/Service') {
    result.networkingInfo = {
      targetLabels: object.spec?.selector ?? {},
      ...(object.spec?.type === 'LoadBalancer'
        ? { ingress: ingressOf(object) }
        : {}),
    };
  } else if (object.kind === 'Ingress') {
    result.networkingInfo = ingressInfo(object);
  } else if (type === 'argoproj.io/Application') {
    const { sync, health } = object.status ?? {};
    for (const [name, value] of [
      ['sync', sync?.status],
      ['health', health?.status],
    ]) {
      if (value) {
        info.push({ name, value });
      }
    }
  }
  // Argo CD names the images of pods only: a ReplicaSet that rests at zero runs nothing.
  const images = type === '/Pod' ? imagesOf(object) : [];
  return {
    ...result,
    ...(info.length > 0 ? { info } : {}),
    ...(images.length > 0 ? { images } : {}),
  };
}

/** Images of a pod or of a pod template. */
export function imagesOf(object: KubernetesObject): string[] {
  const pod =
    object.kind === 'Pod'
      ? object.spec
      : object.spec?.jobTemplate?.spec?.template?.spec ??
        object.spec?.template?.spec;
  const containers: Array<{ image?: string }> = [
    ...(pod?.initContainers ?? []),
    ...(pod?.containers ?? []),
  ];
  return [
    ...new Set(
      containers.map(container => container.image).filter(image => !!image),
    ),
  ] as string[];
}

function podInfo(
  pod: KubernetesObject,
): Array<{ name: string; value: string }> {
  const statuses: Array<{
    ready?: boolean;
    restartCount?: number;
    state?: {
      waiting?: { reason?: string };
      terminated?: { reason?: string };
    };
  }> = pod.status?.containerStatuses ?? [];
  const reason =
    statuses
      .map(({ state }) => state?.waiting?.reason ?? state?.terminated?.reason)
      .find(Boolean) ??
    pod.status?.reason ??
    pod.status?.phase;
  const restarts = statuses.reduce(
    (sum, container) => sum + (container.restartCount ?? 0),
    0,
  );
  const containers = pod.spec?.containers?.length ?? statuses.length;
  return [
    ...(reason ? [{ name: 'Status Reason', value: String(reason) }] : []),
    ...(pod.spec?.nodeName
      ? [{ name: 'Node', value: String(pod.spec.nodeName) }]
      : []),
    {
      name: 'Containers',
      value: `${statuses.filter(({ ready }) => ready).length}/${containers}`,
    },
    ...(restarts > 0
      ? [{ name: 'Restart Count', value: String(restarts) }]
      : []),
  ];
}

function ingressOf(
  object: KubernetesObject,
): Array<{ hostname?: string; ip?: string }> {
  return (
    (object.status?.loadBalancer?.ingress ?? []) as Array<{
      hostname?: string;
      ip?: string;
    }>
  ).map(({ hostname, ip }) => (hostname ? { hostname } : { ip }));
}

function ingressInfo(
  ingress: KubernetesObject,
): NonNullable<NodeInfo['networkingInfo']> {
  const addresses = ingressOf(ingress);
  const urls = new Set<string>();
  const services = new Set<string>();
  const tls: Array<{ hosts?: string[]; secretName?: string }> =
    ingress.spec?.tls ?? [];
  for (const rule of ingress.spec?.rules ?? []) {
    const host =
      rule.host || (addresses[0]?.hostname ?? addresses[0]?.ip ?? '');
    const scheme = tls.some(
      entry => entry.secretName || entry.hosts?.includes(host),
    )
      ? 'https'
      : 'http';
    for (const path of rule.http?.paths ?? []) {
      if (path.backend?.service?.name) {
        services.add(path.backend.service.name);
      }
      if (host) {
        urls.add(`${scheme}://${host}${(path.path ?? '').replace(/\*$/, '')}`);
      }
    }
  }
  return {
    targetRefs: [...services].map(name => ({
      kind: 'Service',
      namespace: ingress.metadata.namespace,
      name,
    })),
    ingress: addresses,
    externalURLs: [...urls],
  };
}
