import type {
  ApplicationCondition,
  ApplicationSource,
  ApplicationSpec,
} from '../model/Application';
import { hasMultipleSources, sourceOf } from '../model/applicationSpec';
import type { AppProject, GroupKind } from '../model/AppProject';
import { globMatch } from '../model/globMatch';
import { normalizeGitUrl } from '../sources/Repositories';
import type {
  ClusterRegistry,
  RegisteredCluster,
} from '../stores/ClusterRegistry';
import { messageOf } from '../model/messageOf';

export function isSourcePermitted(project: AppProject, url: string): boolean {
  const wanted = normalizeGitUrl(url);
  let permitted = false;
  for (const pattern of project.spec.sourceRepos ?? []) {
    if (pattern.startsWith('!')) {
      if (globMatch(normalizeGitUrl(pattern.slice(1)), wanted, '/')) {
        return false;
      }
    } else if (
      pattern === '*' ||
      globMatch(normalizeGitUrl(pattern), wanted, '/')
    ) {
      permitted = true;
    }
  }
  return permitted;
}

export function isDestinationPermitted(
  project: AppProject,
  cluster: RegisteredCluster,
  namespace: string,
): boolean {
  let permitted = false;
  for (const item of project.spec.destinations ?? []) {
    const server = matches(item.server, cluster.server);
    const name = matches(item.name, cluster.name);
    const inNamespace = matches(item.namespace, namespace);
    if ((server || name) && inNamespace) {
      permitted = true;
    } else if (
      (isDenial(item.name) && !name) ||
      (isDenial(item.server) && !server && inNamespace) ||
      (isDenial(item.namespace) && !inNamespace && server)
    ) {
      return false;
    }
  }
  return permitted;
}

export function isKindPermitted(
  project: AppProject,
  group: string,
  kind: string,
  name: string,
  namespaced: boolean,
): boolean {
  const { spec } = project;
  const listed = (list: GroupKind[] | undefined) =>
    (list ?? []).some(
      item =>
        globMatch(item.group, group) &&
        globMatch(item.kind, kind) &&
        (!item.name || globMatch(item.name, name)),
    );
  return namespaced
    ? (spec.namespaceResourceWhitelist === undefined ||
        listed(spec.namespaceResourceWhitelist)) &&
        !listed(spec.namespaceResourceBlacklist)
    : listed(spec.clusterResourceWhitelist) &&
        !listed(spec.clusterResourceBlacklist);
}

/** What keeps an application of its project from being deployed; empty when nothing does. */
export function validatePermissions(
  spec: ApplicationSpec,
  project: AppProject,
  clusters: ClusterRegistry,
): ApplicationCondition[] {
  const invalid = (message: string): ApplicationCondition => ({
    type: 'InvalidSpecError',
    message,
  });
  const multiple = hasMultipleSources(spec);
  const conditions: ApplicationCondition[] = [];
  for (const source of multiple ? spec.sources! : [sourceOf(spec)]) {
    const incomplete = incompleteSource(source, multiple);
    if (incomplete) {
      return [invalid(incomplete)];
    }
    if (!isSourcePermitted(project, source.repoURL)) {
      conditions.push(
        invalid(
          `application repo ${source.repoURL} is not permitted in project '${project.metadata.name}'`,
        ),
      );
    }
  }
  try {
    const cluster = clusters.resolve(spec.destination);
    const namespace = spec.destination.namespace ?? '';
    if (!isDestinationPermitted(project, cluster, namespace)) {
      const server = spec.destination.name ? cluster.name : cluster.server;
      conditions.push(
        invalid(
          `application destination server '${server}' and namespace '${namespace}' do not match any of the allowed destinations in project '${project.metadata.name}'`,
        ),
      );
    }
  } catch (error) {
    conditions.push(invalid(messageOf(error)));
  }
  return conditions;
}

function incompleteSource(
  source: ApplicationSource,
  multiple: boolean,
): string | undefined {
  if (
    !source.repoURL ||
    !(source.path || source.chart || (multiple && source.ref))
  ) {
    return multiple
      ? `spec.source.repoURL and either source.path, source.chart, or source.ref are required for source ${JSON.stringify(
          source,
        )}`
      : 'spec.source.repoURL and either spec.source.path or spec.source.chart are required';
  }
  return source.chart && !source.targetRevision
    ? 'spec.source.targetRevision is required if the manifest source is a helm chart'
    : undefined;
}

function isDenial(pattern: string | undefined): boolean {
  return pattern?.startsWith('!') ?? false;
}

function matches(pattern: string | undefined, value: string): boolean {
  if (pattern === undefined) {
    return false;
  }
  return isDenial(pattern)
    ? !globMatch(pattern.slice(1), value)
    : globMatch(pattern, value);
}
