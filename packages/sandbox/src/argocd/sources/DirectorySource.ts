import type { KubernetesObject } from '../../core/SandboxContext';
import type { ApplicationSource } from '../model/Application';
import { globMatch } from '../model/globMatch';
import type { CommitTree, GitRepository } from './GitRepository';
import { parseManifests } from './parseManifests';

/** Manifests of the YAML and JSON files of a directory. */
export async function readDirectory(
  repository: GitRepository,
  tree: CommitTree,
  source: ApplicationSource,
): Promise<KubernetesObject[]> {
  const { recurse, include, exclude } = source.directory ?? {};
  const root = directoryPath(source.path);
  const files: Array<{ name: string; oid: string }> = [];
  for (const [path, entry] of tree) {
    if (entry.type !== 'blob' || !isBelow(root, path)) {
      continue;
    }
    const name = root ? path.slice(root.length + 1) : path;
    if (
      /\.(yaml|yml|json)$/.test(name) &&
      (recurse || !name.includes('/')) &&
      !(exclude && globMatch(exclude, name, '/')) &&
      (!include || globMatch(include, name, '/'))
    ) {
      files.push({ name, oid: entry.oid });
    }
  }
  const contents = await repository.blobs(files.map(file => file.oid));
  return files.flatMap((file, index) =>
    parseManifests(contents[index].toString('utf8'), file.name),
  );
}

/** A source's path as Git spells it: no `./`, no trailing slash, '' for the root. */
export function directoryPath(path: string | undefined): string {
  const parts: string[] = [];
  for (const part of (path ?? '').split('/')) {
    if (part === '..') {
      if (parts.pop() === undefined) {
        throw new Error(`${path}: app path outside root`);
      }
    } else if (part && part !== '.') {
      parts.push(part);
    }
  }
  return parts.join('/');
}

export function isBelow(root: string, path: string): boolean {
  return root === '' || path.startsWith(`${root}/`);
}
