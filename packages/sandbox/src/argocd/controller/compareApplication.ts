import type { KubernetesObject } from '../../core/SandboxContext';
import type {
  Application,
  ApplicationCondition,
  ApplicationSource,
  ResourceStatus,
  SyncStatus,
} from '../model/Application';
import type { AppProject } from '../model/AppProject';
import { groupOf, keyOf, versionOf } from '../model/ResourceKey';
import { annotationOptions, syncWaveOf, trackedBy } from '../model/tracking';
import type { ManifestGenerator } from '../sources/ManifestGenerator';
import type { ClusterCache } from '../stores/ClusterCache';
import type {
  ClusterRegistry,
  RegisteredCluster,
} from '../stores/ClusterRegistry';
import type { Comparison, ManagedResource } from './Comparison';
import { aggregateHealth } from './health/aggregateHealth';
import { isHook } from './hooks';
import { managedDifferences } from './managedDifferences';
import { normalizeTargets } from './normalizeTargets';
import { isDestinationPermitted, isKindPermitted } from './projectPermissions';
import { messageOf } from '../model/messageOf';

/** Kubernetes version charts are rendered for, that of the sandbox's clusters. */
export const kubeVersion = '1.35.0';

export interface CompareOptions {
  sources: ApplicationSource[];
  revisions: Array<string | undefined>;
  multiple: boolean;
  noCache?: boolean;
}

/** What comparing needs to know beside the application. */
export interface ComparisonSystems {
  generator: ManifestGenerator;
  clusters: ClusterRegistry;
}

/**
 * Compares what the sources say with what lives in the destination. Problems with sources or cluster become conditions.
 * @throws what an invalid destination throws
 */
export async function compareApplication(
  { generator, clusters }: ComparisonSystems,
  application: Application,
  project: AppProject,
  options: CompareOptions,
): Promise<Comparison> {
  const { metadata, spec } = application;
  const registered = clusters.resolve(spec.destination);
  const cluster = clusters.cache(registered);
  const namespace = spec.destination.namespace ?? '';
  const conditions: ApplicationCondition[] = [];
  let loaded = true;
  let manifests: KubernetesObject[] = [];
  let hooks: KubernetesObject[] = [];
  let revisions = options.revisions.map(revision => revision ?? '');
  let sourceTypes: string[] = [];
  try {
    const generated = await generator.generate({
      application: metadata.name,
      namespace,
      sources: options.sources,
      revisions: options.revisions,
      kubeVersion,
      apiVersions: cluster.customApiVersions(),
      noCache: options.noCache,
    });
    revisions = generated.map(source => source.revision);
    sourceTypes = generated.map(source => source.type);
    const targets = generated.map(source =>
      normalizeTargets(source.manifests, metadata.name, namespace, cluster),
    );
    // Of what several sources define the last one counts.
    manifests = [
      ...new Map(
        targets
          .flatMap(target => target.objects)
          .map(object => [keyOf(object), object]),
      ).values(),
    ];
    hooks = targets.flatMap(target => target.hooks);
    conditions.push(...targets.flatMap(target => target.conditions));
  } catch (error) {
    loaded = false;
    conditions.push({
      type: 'ComparisonError',
      message: `Failed to load target state: ${messageOf(error)}`,
    });
  }

  const managed = pair(application, manifests, cluster, registered, project);
  const resources = managed.map(resource =>
    describe(application, project, resource, cluster, conditions, loaded),
  );
  const sync: SyncStatus = {
    status: loaded ? syncStatusOf(managed) : 'Unknown',
    comparedTo: {
      destination: spec.destination,
      ...(options.multiple
        ? { source: { repoURL: '' }, sources: options.sources }
        : { source: options.sources[0] }),
      ...(spec.ignoreDifferences
        ? { ignoreDifferences: spec.ignoreDifferences }
        : {}),
    },
    ...(options.multiple ? { revisions } : { revision: revisions[0] }),
  };
  return {
    sync,
    health: aggregateHealth(application, managed, resources),
    resources,
    managed,
    hooks,
    conditions,
    sourceTypes,
    cluster,
  };
}

/** Brings together what is wanted and what lives. */
function pair(
  application: Application,
  targets: KubernetesObject[],
  cluster: ClusterCache,
  registered: RegisteredCluster,
  project: AppProject,
): ManagedResource[] {
  const wanted = new Set(targets.map(keyOf));
  const both = targets.map(target => ({
    target,
    live: cluster.get(keyOf(target)) as KubernetesObject | undefined,
  }));
  const extra = cluster
    .managedBy(application.metadata.name)
    .filter(
      live =>
        !wanted.has(keyOf(live)) && isLivePermitted(live, project, registered),
    )
    .map(live => ({ target: undefined, live }));
  return [...both, ...extra].map(({ target, live }) => {
    const object = (live ?? target)!;
    return {
      group: groupOf(object),
      version: versionOf(target ?? object),
      kind: object.kind,
      namespace: object.metadata.namespace ?? '',
      name: object.metadata.name,
      ...(target ? { target } : {}),
      ...(live ? { live } : {}),
      differences:
        target && live
          ? managedDifferences(
              target,
              live,
              cluster,
              application.spec.ignoreDifferences,
            )
          : [],
      hook: isHook(object),
    };
  });
}

function isLivePermitted(
  live: KubernetesObject,
  project: AppProject,
  cluster: RegisteredCluster,
): boolean {
  const { name, namespace } = live.metadata;
  return (
    isKindPermitted(
      project,
      groupOf(live),
      live.kind,
      name,
      namespace !== undefined,
    ) &&
    (!namespace || isDestinationPermitted(project, cluster, namespace))
  );
}

function describe(
  application: Application,
  project: AppProject,
  resource: ManagedResource,
  cluster: ClusterCache,
  conditions: ApplicationCondition[],
  loaded: boolean,
): ResourceStatus {
  const { target, live, group, kind, name, namespace } = resource;
  const { name: applicationName } = application.metadata;
  const owner = live && trackedBy(live);
  if (owner && owner !== applicationName) {
    conditions.push({
      type: 'SharedResourceWarning',
      message: `${kind}/${name} is part of applications argocd/${applicationName} and ${owner}`,
    });
  }
  const permitted = isKindPermitted(
    project,
    group,
    kind,
    name,
    cluster.isNamespaced(group, kind),
  );
  const isKnown = permitted && loaded;
  const status =
    target && live && resource.differences.length === 0
      ? 'Synced'
      : 'OutOfSync';
  const wave = target ? syncWaveOf(target) : 0;
  return {
    ...(group ? { group } : {}),
    version: resource.version,
    kind,
    ...(namespace ? { namespace } : {}),
    name,
    ...(resource.hook
      ? { hook: true }
      : {
          status: isKnown ? status : 'Unknown',
        }),
    ...(live && !target ? { requiresPruning: true } : {}),
    ...(wave ? { syncWave: wave } : {}),
  };
}

function syncStatusOf(managed: ManagedResource[]): SyncStatus['status'] {
  return managed.some(isOutOfSync) ? 'OutOfSync' : 'Synced';
}

function isOutOfSync({
  target,
  live,
  hook,
  differences,
}: ManagedResource): boolean {
  if (hook) {
    return false;
  }
  if (!target) {
    return !annotationOptions(
      live,
      'argocd.argoproj.io/compare-options',
    ).includes('IgnoreExtraneous');
  }
  return !live || differences.length > 0;
}
