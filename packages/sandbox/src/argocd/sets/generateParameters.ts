import type { ApplicationSetGenerator } from '../model/ApplicationSet';
import { globMatch } from '../model/globMatch';
import type { Repositories } from '../sources/Repositories';
import type { ClusterRegistry } from '../stores/ClusterRegistry';

/** What a template's `{{...}}` stand for. */
export type Parameters = Record<string, string>;

/**
 * The sets of parameters of one generator.
 * @throws Error when Git has no such repository or revision
 */
export async function generateParameters(
  { list, clusters, git }: ApplicationSetGenerator,
  systems: { repositories: Repositories; clusters: ClusterRegistry },
): Promise<Parameters[]> {
  if (list) {
    return list.elements.map(element => flatten(element));
  }
  if (clusters) {
    const wanted = Object.entries(clusters.selector?.matchLabels ?? {});
    return systems.clusters
      .list()
      .filter(({ labels = {} }) =>
        wanted.every(([name, value]) => labels[name] === value),
      )
      .map(({ name, server, labels = {} }) => ({
        name,
        nameNormalized: normalize(name),
        server,
        ...flatten(labels, 'metadata.labels.'),
        ...flatten(clusters.values ?? {}, 'values.'),
      }));
  }
  if (git) {
    const repository = systems.repositories.at(git.repoURL);
    repository.forgetRefs();
    const tree = await repository.tree(await repository.resolve(git.revision));
    const matches = (path: string, exclude: boolean) =>
      git.directories.some(
        rule =>
          Boolean(rule.exclude) === exclude && globMatch(rule.path, path, '/'),
      );
    return directoriesOf(tree.keys())
      .filter(path => matches(path, false) && !matches(path, true))
      .map(path => {
        const basename = path.split('/').at(-1)!;
        return {
          path,
          'path.basename': basename,
          'path.basenameNormalized': normalize(basename),
          ...Object.fromEntries(
            path.split('/').map((part, index) => [`path[${index}]`, part]),
          ),
          ...flatten(git.values ?? {}, 'values.'),
        };
      });
  }
  return [];
}

/** Puts parameters into every text of a template; what isn't a parameter stays as it is. */
export function fillTemplate<T>(template: T, parameters: Parameters): T {
  return JSON.parse(
    JSON.stringify(template).replace(
      /\{\{\s*([^{}\s]+)\s*\}\}/g,
      (whole, name: string) =>
        Object.hasOwn(parameters, name)
          ? JSON.stringify(parameters[name]).slice(1, -1)
          : whole,
    ),
  );
}

function directoriesOf(paths: Iterable<string>): string[] {
  const directories = new Set<string>();
  for (const path of paths) {
    const parts = path.split('/').slice(0, -1);
    parts.forEach((_part, index) =>
      directories.add(parts.slice(0, index + 1).join('/')),
    );
  }
  return [...directories].sort();
}

function flatten(values: Record<string, unknown>, prefix = ''): Parameters {
  return Object.fromEntries(
    Object.entries(values).flatMap(([key, value]) =>
      typeof value === 'object' && value !== null
        ? Object.entries(
            flatten(value as Record<string, unknown>, `${prefix}${key}.`),
          )
        : [[`${prefix}${key}`, String(value)]],
    ),
  );
}

/** As part of a name in Kubernetes. */
function normalize(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9-.]+/g, '-');
}
