import type { ArgoCdSystem } from '../argocd/ArgoCd';
import { skipReconcileAnnotation } from '../argocd/controller/ApplicationController';
import {
  differenceAnnotation,
  onPaperAnnotation,
  podsAnnotation,
} from '../argocd/model/paperApplication';
import { scaleSpec, scaleStatus } from './scaleApplication';
import { type ScaleService, scaleService } from './ScaleService';

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
  options: FillArgoCdOptions,
  from: number,
  to: number,
): void {
  const { clusters } = options;
  const projects = new Set<string>();
  for (let index = from; index < to; index++) {
    const service = scaleService(Math.floor(index / clusters.length));
    if (!projects.has(service.team)) {
      projects.add(service.team);
      createProject(options, service.team);
    }
    create(options, index, service, clusters[index % clusters.length]);
  }
}

/** Makes one application whose first Deployment has so many pods. */
export function fillTree(
  options: FillArgoCdOptions,
  before: number,
  pods: number,
): void {
  createLarge(options, 'scale-tree', before > 0, {
    [podsAnnotation]: String(pods),
  });
}

/** Makes one application whose states differ by so many kilobytes. */
export function fillDifference(
  options: FillArgoCdOptions,
  before: number,
  kilobytes: number,
): void {
  createLarge(options, 'scale-difference', before > 0, {
    [differenceAnnotation]: String(kilobytes * 1000),
  });
}

function createLarge(
  options: FillArgoCdOptions,
  name: string,
  exists: boolean,
  annotations: Record<string, string>,
) {
  const service = { ...scaleService(0), name };
  const [cluster] = options.clusters;
  if (exists) {
    options.argocd.removeApplication(`${name}-${cluster}`);
  }
  createProject(options, service.team);
  create(options, 0, service, cluster, annotations);
}

function createProject({ argocd }: FillArgoCdOptions, team: string) {
  argocd.createProject({
    metadata: { name: team },
    spec: {
      sourceRepos: ['*'],
      destinations: [{ name: '*', namespace: `${team}-*` }],
    },
  });
}

function create(
  { argocd, gitlabUrl }: FillArgoCdOptions,
  index: number,
  service: ScaleService,
  cluster: string,
  annotations: Record<string, string> = {},
) {
  const spec = scaleSpec(service, cluster, gitlabUrl);
  argocd.importApplication({
    metadata: {
      name: `${service.name}-${cluster}`,
      labels: {
        'runway.aerq.io/service': service.name,
        'runway.aerq.io/environment': cluster,
      },
      annotations: {
        [skipReconcileAnnotation]: 'true',
        [onPaperAnnotation]: 'true',
        ...annotations,
      },
    },
    spec,
    status: scaleStatus(index, service, spec),
  });
}
