import type { KubernetesObject } from '../core/SandboxContext';
import type { KubernetesSystem } from '../kubernetes/Kubernetes';
import { summarize } from '../kubernetes/kubelet/podPhase';
import { scaleDigest, scaleService, type ScaleService } from './ScaleService';

/** Makes the objects from `from` to below `to`: for each service a running pod and a config map in each cluster. */
export function fillClusters(
  kubernetes: KubernetesSystem,
  from: number,
  to: number,
): void {
  const names = kubernetes.clusters.names();
  const clusters = names.map(name => {
    const access = kubernetes.clusters.cluster(name);
    return {
      name,
      access,
      nodes: access
        .list({ apiVersion: 'v1', kind: 'Node' })
        .map(({ metadata }) => metadata.name)
        .sort(),
      namespaces: new Set<string>(),
      objects: [] as KubernetesObject[],
    };
  });
  for (let index = from; index < to; index++) {
    const pair = Math.floor(index / 2);
    const cluster = clusters[pair % clusters.length];
    const service = scaleService(Math.floor(pair / clusters.length));
    const namespace = `${service.team}-${cluster.name}`;
    if (!cluster.namespaces.has(namespace)) {
      cluster.namespaces.add(namespace);
      cluster.access.apply(
        {
          apiVersion: 'v1',
          kind: 'Namespace',
          metadata: {
            name: namespace,
            labels: { 'runway.aerq.io/team': service.team },
          },
        },
        { fieldManager: 'sandbox' },
      );
    }
    const node = cluster.nodes[pair % cluster.nodes.length];
    cluster.objects.push(
      index % 2 === 0
        ? podOf(service, namespace, node, pair)
        : configMapOf(service, namespace),
    );
  }
  for (const { name, objects } of clusters) {
    kubernetes.admin.importObjects(name, objects);
  }
}

function configMapOf(
  service: ScaleService,
  namespace: string,
): KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: metadataOf(service, namespace, 'config'),
    data: { LOG_LEVEL: 'info' },
  };
}

/** Complete, as the kubelet would have made it, so that there is nothing left for it to do. */
function podOf(
  service: ScaleService,
  namespace: string,
  nodeName: string,
  index: number,
): KubernetesObject {
  const metadata = metadataOf(
    service,
    namespace,
    scaleDigest(`pod/${namespace}/${service.name}`).slice(0, 5),
  );
  const startedAt = metadata.creationTimestamp;
  const image = 'registry.k8s.io/pause:3.10';
  const podIP = `10.${128 + (Math.floor(index / 65_536) % 64)}.${
    Math.floor(index / 256) % 256
  }.${index % 256}`;
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata,
    spec: {
      nodeName,
      restartPolicy: 'Always',
      terminationGracePeriodSeconds: 30,
      dnsPolicy: 'ClusterFirst',
      schedulerName: 'default-scheduler',
      enableServiceLinks: true,
      securityContext: {},
      containers: [
        {
          name: 'app',
          image,
          imagePullPolicy: 'IfNotPresent',
          resources: {},
          terminationMessagePath: '/dev/termination-log',
          terminationMessagePolicy: 'File',
        },
      ],
    },
  };
  const status = summarize(pod, {
    observedGeneration: 1,
    qosClass: 'BestEffort',
    startTime: startedAt,
    podIP,
    podIPs: [{ ip: podIP }],
    containerStatuses: [
      {
        name: 'app',
        image,
        imageID: `sha256:${scaleDigest(image)}`,
        containerID: `containerd://${metadata.uid}`,
        lastState: {},
        ready: true,
        restartCount: 0,
        started: true,
        state: { running: { startedAt } },
      },
    ],
  });
  return {
    ...pod,
    status: {
      ...status,
      conditions: status.conditions.map((condition: object) => ({
        ...condition,
        lastTransitionTime: startedAt,
      })),
    },
  };
}

function metadataOf(
  { name, createdAt }: ScaleService,
  namespace: string,
  suffix: string,
) {
  const digest = scaleDigest(`${namespace}/${name}-${suffix}`);
  return {
    name: `${name}-${suffix}`,
    namespace,
    uid: digest.replace(
      /^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/,
      '$1-$2-4$3-8$4-$5',
    ),
    generation: 1,
    creationTimestamp: `${createdAt.slice(0, 19)}Z`,
    labels: {
      'app.kubernetes.io/name': name,
      'runway.aerq.io/service': name,
    },
  };
}
