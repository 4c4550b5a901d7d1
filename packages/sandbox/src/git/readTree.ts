import { LruCache } from '../state/LruCache';
import { objectReaders } from './ObjectReaders';

export interface TreeEntry {
  id: string;
  type: 'blob' | 'tree' | 'commit';
  /** Six octal digits, such as `100644`. */
  mode: string;
  /** From the root of the commit. */
  path: string;
}

type Child = Omit<TreeEntry, 'path'> & { name: string };

/** Children of directories by their id, which is made of their content: the next commit changes a few of them. */
const known = new LruCache<Child[]>(20_000);

/** Everything in a commit, as `git ls-tree -r -t` lists it; undefined when there is no such commit. */
export async function readTree(
  directory: string,
  commit: string,
): Promise<TreeEntry[] | undefined> {
  const root = await objectReaders.read(directory, `${commit}^{tree}`);
  if (!root) {
    return undefined;
  }
  known.set(root.oid, parseTree(root.content));
  const entries: TreeEntry[] = [];
  await collect(directory, root.oid, '', entries);
  return entries;
}

async function collect(
  directory: string,
  tree: string,
  prefix: string,
  entries: TreeEntry[],
): Promise<void> {
  for (const { name, ...child } of await childrenOf(directory, tree)) {
    const path = `${prefix}${name}`;
    entries.push({ ...child, path });
    if (child.type === 'tree') {
      await collect(directory, child.id, `${path}/`, entries);
    }
  }
}

async function childrenOf(directory: string, tree: string): Promise<Child[]> {
  const kept = known.get(tree);
  if (kept) {
    return kept;
  }
  const object = await objectReaders.read(directory, tree);
  if (object?.type !== 'tree') {
    throw new Error(`object ${tree} is not a directory`);
  }
  const children = parseTree(object.content);
  known.set(tree, children);
  return children;
}

/** Git's own form of a directory: `<mode> <name>\0<20 bytes of id>`, one after the other. */
function parseTree(content: Buffer): Child[] {
  const children: Child[] = [];
  for (let offset = 0; offset < content.length; ) {
    const space = content.indexOf(0x20, offset);
    const end = content.indexOf(0, space);
    const mode = content.toString('latin1', offset, space).padStart(6, '0');
    children.push({
      mode,
      name: content.toString('utf8', space + 1, end),
      id: content.toString('hex', end + 1, end + 21),
      type: typeOf(mode),
    });
    offset = end + 21;
  }
  return children;
}

function typeOf(mode: string): TreeEntry['type'] {
  if (mode === '040000') {
    return 'tree';
  }
  return mode === '160000' ? 'commit' : 'blob';
}
