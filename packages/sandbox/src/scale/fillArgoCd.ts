import type { ArgoCdSystem } from '../argocd/ArgoCd';
import { skipReconcileAnnotation } from '../argocd/controller/ApplicationController';
import type {
  Application,
  HealthStatusCode,
  SyncStatusCode,
} from '../argocd/model/Application';
import { scaleDigest, scaleService } from './ScaleService';

export interface FillArgoCdOptions {
  argocd: ArgoCdSystem;
  gitlabUrl: string;
  /** Names; the applications of a service go to one after the other. */
  clusters: string[];
}

/**
 * Makes the applications from `from` to below `to` with the status that they would have. The controller leaves them alone,
 * as their annotation asks it to: nothing of them is rendered or compared.
 */
export function fillArgoCd(
  { argocd, gitlabUrl, clusters }: FillArgoCdOptions,
  from: number,
  to: number,
): void {
  const projects = new Set<string>();
  for (let index = from; index < to; index++) {
    const service = scaleService(Math.floor(index / clusters.length));
    const cluster = clusters[index % clusters.length];
    const { team, name } = service;
    if (!projects.has(team)) {
      projects.add(team);
      argocd.createProject({
        metadata: { name: team },
        spec: {
          sourceRepos: ['*'],
          destinations: [{ name: '*', namespace: `${team}-*` }],
        },
      });
    }
    const spec: Application['spec'] = {
      project: team,
      destination: { name: cluster, namespace: `${team}-${cluster}` },
      source: {
        repoURL: `${gitlabUrl}/${team}/${name}.git`,
        path: 'deploy',
        targetRevision: 'main',
      },
    };
    argocd.importApplication({
      metadata: {
        name: `${name}-${cluster}`,
        labels: {
          'runway.aerq.io/service': name,
          'runway.aerq.io/environment': cluster,
        },
        annotations: { [skipReconcileAnnotation]: 'true' },
      },
      spec,
      status: statusOf(index, name, spec, service.createdAt),
    });
  }
}

/** Of a hundred applications, five are behind Git, three are degraded and two are on their way. */
function statusOf(
  index: number,
  service: string,
  { destination, source }: Application['spec'],
  createdAt: string,
): Application['status'] {
  const turn = index % 100;
  const sync: SyncStatusCode = turn < 5 ? 'OutOfSync' : 'Synced';
  const health = healthOf(turn);
  const at = `${createdAt.slice(0, 19)}Z`;
  const revision = scaleDigest(service);
  const { namespace } = destination;
  return {
    health: { status: health, lastTransitionTime: at },
    sync: { status: sync, comparedTo: { destination, source }, revision },
    summary: { images: [`registry.runway.internal/${service}:1.0.0`] },
    resources: [
      {
        version: 'v1',
        kind: 'Service',
        namespace,
        name: service,
        status: sync,
      },
      {
        group: 'apps',
        version: 'v1',
        kind: 'Deployment',
        namespace,
        name: service,
        status: sync,
        health: { status: health },
      },
    ],
    history: [
      {
        id: 0,
        revision,
        source,
        deployStartedAt: at,
        deployedAt: at,
        initiatedBy: { automated: true },
      },
    ],
    operationState: {
      operation: { sync: { revision }, initiatedBy: { automated: true } },
      phase: 'Succeeded',
      message: 'successfully synced (all tasks run)',
      startedAt: at,
      finishedAt: at,
      syncResult: { revision, source },
    },
    reconciledAt: at,
    sourceType: 'Directory',
    controllerNamespace: 'argocd',
  };
}

function healthOf(turn: number): HealthStatusCode {
  if (turn >= 5 && turn < 8) {
    return 'Degraded';
  }
  return turn === 8 || turn === 9 ? 'Progressing' : 'Healthy';
}
