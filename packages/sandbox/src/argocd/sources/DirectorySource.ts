import type { KubernetesObject } from '../../core/SandboxContext';
import { LruCache } from '../../state/LruCache';
import type { ApplicationSource } from '../model/Application';
import { globMatch } from '../model/globMatch';
import type { CommitTree, GitRepository } from './GitRepository';
import { parseManifests } from './parseManifests';

/** Manifests of the YAML and JSON files of a directory. Callers share the objects and must not change them. */
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
  const known = files.map(file => parsed.get(keyOf(file)));
  const unread = files.filter((_file, index) => !known[index]);
  const contents = await repository.blobs(unread.map(({ oid }) => oid));
  const read = new Map(
    unread.map((file, index) => [
      keyOf(file),
      parseManifests(contents[index].toString('utf8'), file.name),
    ]),
  );
  read.forEach((objects, key) => parsed.set(key, objects));
  return files.flatMap(
    (file, index) => known[index] ?? read.get(keyOf(file)) ?? [],
  );
}

/** By content and name: a commit changes one file of the hundreds in a directory of applications. */
const parsed = new LruCache<KubernetesObject[]>(20_000);

const keyOf = ({ name, oid }: { name: string; oid: string }) =>
  `${oid} ${name}`;

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
