import type {
  Application,
  HealthStatusCode,
  ResourceStatus,
} from '../../model/Application';
import type { Comparison, ManagedResource } from '../Comparison';
import { assessHealth, isWorse } from './assessHealth';

/** The worst health of what lives; sets the health of each resource on the way. */
export function aggregateHealth(
  application: Application,
  managed: ManagedResource[],
  resources: ResourceStatus[],
): Comparison['health'] {
  let worst: HealthStatusCode = 'Healthy';
  let causes: ManagedResource[] = [];
  const counted = managed.filter(resource => !resource.hook);
  for (const [index, resource] of managed.entries()) {
    const { live, kind, group, name } = resource;
    if (
      resource.hook ||
      live?.metadata.annotations?.['argocd.argoproj.io/ignore-healthcheck'] ===
        'true' ||
      (kind === 'Application' && name === application.metadata.name)
    ) {
      continue;
    }
    const health = live
      ? assessHealth(live)
      : { status: 'Missing' as const, message: undefined };
    if (!health) {
      continue;
    }
    resources[index].health = health.message
      ? { status: health.status, message: health.message }
      : { status: health.status };
    const ownChild = kind === 'Application' && group === 'argoproj.io';
    if (!live || (ownChild && ['Missing', 'Unknown'].includes(health.status))) {
      continue;
    }
    if (isWorse(worst, health.status)) {
      worst = health.status;
      causes = [resource];
    } else if (worst === health.status && worst !== 'Healthy') {
      causes.push(resource);
    }
  }
  if (
    counted.length > 0 &&
    counted.every(resource => !resource.live) &&
    isWorse(worst, 'Missing')
  ) {
    return { status: 'Missing' };
  }
  return causes.length === 0
    ? { status: worst }
    : { status: worst, message: describeCauses(causes) };
}

function describeCauses(causes: ManagedResource[]): string {
  const shown = causes
    .slice(0, 3)
    .map(
      ({ group, kind, namespace, name }) =>
        `${group ? `${group}/` : ''}${kind}:${
          namespace ? `${namespace}/` : ''
        }${name}`,
    )
    .join(', ');
  return `Caused by ${shown}${
    causes.length > 3 ? ` and ${causes.length - 3} more` : ''
  }`;
}
