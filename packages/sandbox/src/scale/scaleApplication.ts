import type {
  Application,
  ApplicationSource,
  HealthStatusCode,
  ResourceStatus,
  RevisionHistory,
  SyncStatusCode,
} from '../argocd/model/Application';
import { scaleDigest, type ScaleService } from './ScaleService';

/** Entries that Argo CD keeps. */
const HISTORY = 10;

/** Between two deployments, in milliseconds: half a day. */
const PACE = 43_200_000;

/** What a service consists of, in the order in which Argo CD lists it. */
const RESOURCES: Array<[group: string, version: string, kind: string]> = [
  ['', 'v1', 'ConfigMap'],
  ['', 'v1', 'Secret'],
  ['', 'v1', 'Service'],
  ['', 'v1', 'ServiceAccount'],
  ['apps', 'v1', 'Deployment'],
  ['autoscaling', 'v2', 'HorizontalPodAutoscaler'],
  ['networking.k8s.io', 'v1', 'Ingress'],
  ['networking.k8s.io', 'v1', 'NetworkPolicy'],
  ['policy', 'v1', 'PodDisruptionBudget'],
  ['external-secrets.io', 'v1', 'ExternalSecret'],
  ['monitoring.coreos.com', 'v1', 'ServiceMonitor'],
  ['batch', 'v1', 'CronJob'],
];

/** Kinds whose health Argo CD knows. */
const WITH_HEALTH = new Set(['Service', 'Deployment', 'Ingress']);

/** Where a service's application comes from: its chart, and the values in the GitOps repository. */
export function scaleSpec(
  { team, name }: ScaleService,
  cluster: string,
  gitlabUrl: string,
): Application['spec'] {
  return {
    project: team,
    destination: { name: cluster, namespace: `${team}-${cluster}` },
    sources: [
      {
        repoURL: `${gitlabUrl}/platform/charts.git`,
        path: 'web-app',
        targetRevision: 'main',
        helm: {
          releaseName: name,
          valueFiles: [
            `$values/services/${team}/${name}/values.yaml`,
            `$values/services/${team}/${name}/${cluster}.yaml`,
          ],
        },
      },
      {
        repoURL: `${gitlabUrl}/platform/gitops.git`,
        targetRevision: 'main',
        ref: 'values',
      },
    ],
    syncPolicy: {
      automated: { prune: true, selfHeal: true },
      syncOptions: ['CreateNamespace=true'],
    },
  };
}

/** Of a hundred applications, five are behind Git, three are degraded and two are on their way. */
export function scaleStatus(
  index: number,
  service: ScaleService,
  { destination, sources = [] }: Application['spec'],
): Application['status'] {
  const turn = index % 100;
  const sync: SyncStatusCode = turn < 5 ? 'OutOfSync' : 'Synced';
  const health = healthOf(turn);
  const history = historyOf(index, service, sources);
  const latest = history.at(-1)!;
  const { revisions, deployStartedAt, deployedAt } = latest;
  const { namespace } = destination;
  const tag = revisions![1].slice(0, 8);
  const message =
    health === 'Degraded'
      ? `Deployment "${service.name}" exceeded its progress deadline`
      : undefined;
  const resources = RESOURCES.map(
    ([group, version, kind]): ResourceStatus => ({
      ...(group ? { group } : {}),
      version,
      kind,
      namespace,
      name: service.name,
      status: kind === 'Deployment' || kind === 'ConfigMap' ? sync : 'Synced',
      ...(WITH_HEALTH.has(kind) && {
        health:
          kind === 'Deployment'
            ? { status: health, ...(message && { message }) }
            : { status: 'Healthy' as const },
      }),
    }),
  );
  return {
    health: { status: health, lastTransitionTime: deployedAt },
    sync: { status: sync, comparedTo: { destination, sources }, revisions },
    summary: {
      images: [
        `registry.runway.internal/${service.team}/${service.name}:${tag}`,
      ],
      externalURLs: [`https://${service.name}.${namespace}.example.com/`],
    },
    resources,
    history,
    operationState: {
      operation: {
        sync: { revisions, prune: true },
        initiatedBy: { automated: true },
        retry: { limit: 5 },
      },
      phase: 'Succeeded',
      message: 'successfully synced (all tasks run)',
      startedAt: deployStartedAt!,
      finishedAt: deployedAt,
      syncResult: {
        revision: '',
        revisions,
        sources,
        resources: RESOURCES.map(([group, version, kind]) => ({
          group,
          version,
          kind,
          namespace: namespace!,
          name: service.name,
          status: 'Synced',
          message: `${kind.toLowerCase()}/${service.name} unchanged`,
          hookPhase: 'Running',
          syncPhase: 'Sync',
        })),
      },
    },
    reconciledAt: deployedAt,
    sourceTypes: ['Helm', 'Directory'],
    controllerNamespace: 'argocd',
  };
}

function historyOf(
  index: number,
  { name, createdAt }: ScaleService,
  sources: ApplicationSource[],
): RevisionHistory[] {
  const first = index % 30;
  return Array.from({ length: HISTORY }, (_, entry) => {
    const at = Date.parse(createdAt) + (first + entry) * PACE;
    const time = (milliseconds: number) =>
      `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
    return {
      id: first + entry,
      revisions: [
        scaleDigest(`charts/${entry}`),
        scaleDigest(`${name}/${first + entry}`),
      ],
      sources,
      deployStartedAt: time(at),
      deployedAt: time(at + 20_000 + (index % 40) * 1000),
      initiatedBy: { automated: true },
    };
  });
}

function healthOf(turn: number): HealthStatusCode {
  if (turn >= 5 && turn < 8) {
    return 'Degraded';
  }
  return turn === 8 || turn === 9 ? 'Progressing' : 'Healthy';
}
