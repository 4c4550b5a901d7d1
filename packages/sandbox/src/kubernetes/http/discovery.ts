import {
  metricsDefinitions,
  reviewDefinitions,
} from '../resources/builtinResources';
import type { ResourceCatalog } from '../resources/ResourceCatalog';
import type { ResourceDefinition } from '../resources/ResourceDefinition';

const virtualDefinitions = [...reviewDefinitions, ...metricsDefinitions];

const storedVerbs = [
  'create',
  'delete',
  'deletecollection',
  'get',
  'list',
  'patch',
  'update',
  'watch',
];

interface ApiResource {
  name: string;
  singularName: string;
  namespaced: boolean;
  kind: string;
  group?: string;
  version?: string;
  verbs: string[];
  shortNames?: readonly string[];
  categories?: readonly string[];
}

/** Subresources that speak another kind than their resource. */
const subresourceKinds: Record<
  string,
  { kind: string; group?: string; version?: string; verbs: string[] }
> = {
  scale: {
    kind: 'Scale',
    group: 'autoscaling',
    version: 'v1',
    verbs: ['get', 'patch', 'update'],
  },
  eviction: {
    kind: 'Eviction',
    group: 'policy',
    version: 'v1',
    verbs: ['create'],
  },
  token: {
    kind: 'TokenRequest',
    group: 'authentication.k8s.io',
    version: 'v1',
    verbs: ['create'],
  },
  log: { kind: 'Pod', verbs: ['get'] },
  finalize: { kind: 'Namespace', verbs: ['update'] },
};

export const serverVersion = {
  major: '1',
  minor: '35',
  emulationMajor: '1',
  emulationMinor: '35',
  minCompatibilityMajor: '1',
  minCompatibilityMinor: '34',
  gitVersion: 'v1.35.4',
  gitCommit: '',
  gitTreeState: 'clean',
  buildDate: '2026-04-15T00:00:00Z',
  goVersion: 'go1.25.9',
  compiler: 'gc',
  platform: 'linux/amd64',
};

/** Versions of a group, the preferred one first. */
export function versionsOf(catalog: ResourceCatalog, group: string): string[] {
  return [
    ...new Set([
      ...catalog
        .all()
        .filter(definition => definition.group === group)
        .flatMap(definition =>
          definition.versions
            .filter(version => version.served !== false)
            .map(version => version.name),
        ),
      ...virtualDefinitions
        .filter(review => review.group === group)
        .map(review => review.version),
    ]),
  ].sort(compareVersions);
}

export function apiGroups(catalog: ResourceCatalog): string[] {
  return [
    ...new Set([
      ...catalog.all().map(definition => definition.group),
      ...virtualDefinitions.map(review => review.group),
    ]),
  ].filter(Boolean);
}

/** Body of `/apis/<group>`, or undefined when there is no such group. */
export function apiGroup(
  catalog: ResourceCatalog,
  group: string,
): object | undefined {
  const versions = versionsOf(catalog, group).map(version => ({
    groupVersion: `${group}/${version}`,
    version,
  }));
  return versions.length === 0
    ? undefined
    : { name: group, versions, preferredVersion: versions[0] };
}

/** The resources of a group version with their subresources, or undefined when it isn't served. */
export function apiResources(
  catalog: ResourceCatalog,
  group: string,
  version: string,
): ApiResource[] | undefined {
  const stored = catalog
    .all()
    .filter(
      definition =>
        catalog.at(group, version, definition.plural) &&
        definition.group === group,
    )
    .flatMap(definition => describeResource(definition));
  const reviews = virtualDefinitions
    .filter(review => review.group === group && review.version === version)
    .map(review => ({
      name: review.plural,
      singularName: review.kind.toLowerCase(),
      namespaced: review.namespaced,
      kind: review.kind,
      verbs: review.verbs,
    }));
  const all = [...stored, ...reviews].sort((a, b) =>
    a.name < b.name ? -1 : 1,
  );
  return all.length === 0 ? undefined : all;
}

function describeResource(definition: ResourceDefinition): ApiResource[] {
  const { plural, namespaced, kind, shortNames, categories } = definition;
  return [
    {
      name: plural,
      singularName: definition.singular,
      namespaced,
      kind,
      verbs: storedVerbs,
      ...(shortNames.length > 0 ? { shortNames } : {}),
      ...(categories.length > 0 ? { categories } : {}),
    },
    ...[...definition.subresources].map(subresource => ({
      name: `${plural}/${subresource}`,
      singularName: '',
      namespaced,
      ...(subresourceKinds[subresource] ?? {
        kind,
        verbs: ['get', 'patch', 'update'],
      }),
    })),
  ];
}

/** Everything of several groups in one answer (`APIGroupDiscoveryList`). */
export function aggregatedDiscovery(
  catalog: ResourceCatalog,
  groups: string[],
): object {
  return {
    kind: 'APIGroupDiscoveryList',
    apiVersion: 'apidiscovery.k8s.io/v2',
    metadata: {},
    items: groups.map(group => ({
      metadata: { name: group, creationTimestamp: null },
      versions: versionsOf(catalog, group).map(version => ({
        version,
        freshness: 'Current',
        resources: aggregateResources(
          apiResources(catalog, group, version) ?? [],
          group,
          version,
        ),
      })),
    })),
  };
}

function aggregateResources(
  resources: ApiResource[],
  group: string,
  version: string,
): object[] {
  const kindOf = (resource: ApiResource) => ({
    group: resource.group ?? group,
    version: resource.version ?? version,
    kind: resource.kind,
  });
  return resources
    .filter(resource => !resource.name.includes('/'))
    .map(resource => ({
      resource: resource.name,
      responseKind: kindOf(resource),
      scope: resource.namespaced ? 'Namespaced' : 'Cluster',
      singularResource: resource.singularName,
      verbs: resource.verbs,
      shortNames: resource.shortNames,
      categories: resource.categories,
      subresources: resources
        .filter(({ name }) => name.startsWith(`${resource.name}/`))
        .map(subresource => ({
          subresource: subresource.name.split('/')[1],
          responseKind: kindOf(subresource),
          verbs: subresource.verbs,
        })),
    }));
}

/** Stable before beta before alpha, higher before lower. */
function compareVersions(a: string, b: string): number {
  const rank = (version: string) => {
    const [, major = '0', stage, minor = '0'] =
      /^v(\d+)(?:(alpha|beta)(\d+))?$/.exec(version) ?? [];
    const stages: Record<string, number> = { alpha: 0, beta: 1 };
    return [stages[stage] ?? 2, Number(major), Number(minor)];
  };
  const [left, right] = [rank(a), rank(b)];
  const different = left.findIndex((value, index) => value !== right[index]);
  return different < 0 ? 0 : right[different] - left[different];
}
