import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { objectReaders } from '../../git/ObjectReaders';
import { readTree, type TreeEntry } from '../../git/readTree';
import { gitObjects, isObjectId } from './GitObjectCache';
import { runGit } from './runGit';

export type { TreeEntry };

export const zeroId = '0'.repeat(40);

export interface GitObject {
  id: string;
  type: 'blob' | 'tree' | 'commit' | 'tag';
  content: Buffer;
}

export interface GitRef {
  /** Without `refs/heads/` or `refs/tags/`. */
  name: string;
  /** Commit the ref ends at; annotated tags are followed. */
  commit: string;
  /** What the ref itself holds: the tag object of an annotated tag. */
  target: string;
  /** Message of an annotated tag. */
  message: string;
}

/** Read access to a bare repository: refs, trees and contents. */
export class GitRepository {
  constructor(readonly directory: string) {}

  /** Commit id of a branch, tag or (abbreviated) id; undefined when there is none. */
  async resolve(ref: string): Promise<string | undefined> {
    if (!ref || ref.startsWith('-') || ref.includes('\0')) {
      return undefined;
    }
    const branch = await this.readRef(`refs/heads/${ref}`);
    if (branch !== zeroId) {
      return branch;
    }
    if (gitObjects.commit(this.directory, ref)) {
      return ref;
    }
    const [commit] = await this.objects([`${ref}^{commit}`]);
    return commit?.id;
  }

  /**
   * What a full ref such as `refs/heads/main` holds; all zeros when it doesn't exist.
   * Read from the files themselves: it is asked before and after each change, and a process each time would be slow.
   */
  async readRef(ref: string): Promise<string> {
    if (!isRefName(ref)) {
      return zeroId;
    }
    const loose = await readText(join(this.directory, ref));
    if (loose && /^[0-9a-f]{40}\s*$/.test(loose)) {
      return loose.trim();
    }
    const packed = await readText(join(this.directory, 'packed-refs'));
    const line = packed?.split('\n').find(entry => entry.endsWith(` ${ref}`));
    return line ? line.slice(0, 40) : zeroId;
  }

  branches() {
    return this.refs('refs/heads/');
  }

  tags() {
    return this.refs('refs/tags/');
  }

  async refs(prefix: string): Promise<GitRef[]> {
    const { stdout } = await runGit(
      [
        'for-each-ref',
        '--format=%(refname)%00%(objectname)%00%(*objectname)%00%(objecttype)%00%(contents)%00',
        prefix,
      ],
      { directory: this.directory },
    );
    const fields = stdout.toString().split('\0');
    const refs: GitRef[] = [];
    for (let index = 0; index + 4 < fields.length; index += 5) {
      const [name, target, peeled, type, message] = fields.slice(index);
      refs.push({
        name: name.trimStart().slice(prefix.length),
        commit: peeled || target,
        target,
        message: type === 'tag' ? message.trimEnd() : '',
      });
    }
    return refs;
  }

  /** Contents by object name, such as an id or `<commit>:<path>`; undefined for what doesn't exist. */
  async objects(names: string[]): Promise<Array<GitObject | undefined>> {
    return Promise.all(
      names.map(async name => {
        const object = /[\n\r]/.test(name)
          ? undefined
          : await objectReaders.read(this.directory, name);
        return (
          object && {
            id: object.oid,
            type: object.type as GitObject['type'],
            content: object.content,
          }
        );
      }),
    );
  }

  /** A file of a commit; undefined when there is none at that path. */
  async file(commit: string, path: string): Promise<GitObject | undefined> {
    if (!isObjectId(commit)) {
      const [object] = await this.objects([`${commit}:${path}`]);
      return object?.type === 'blob' ? object : undefined;
    }
    const entry = (await this.#entries(commit))?.get(path);
    if (entry?.type !== 'blob') {
      return undefined;
    }
    const known = gitObjects.object(this.directory, entry.id);
    if (known) {
      return known;
    }
    const [object] = await this.objects([entry.id]);
    if (object) {
      gitObjects.keepObject(this.directory, object);
    }
    return object;
  }

  /** Everything in a commit, by path; undefined when there is no such commit. */
  async #entries(commit: string): Promise<Map<string, TreeEntry> | undefined> {
    const known = gitObjects.tree(this.directory, commit);
    if (known) {
      return known;
    }
    const tree = await readTree(this.directory, commit);
    const entries = tree && new Map(tree.map(entry => [entry.path, entry]));
    if (entries) {
      gitObjects.keepTree(this.directory, commit, entries);
    }
    return entries;
  }

  /** Entries below a directory of a commit; undefined when it isn't a directory. */
  async tree(
    commit: string,
    path: string,
    options: { recursive: boolean },
  ): Promise<TreeEntry[] | undefined> {
    const folder = path.replace(/^\/+|\/+$/g, '');
    if (isObjectId(commit) && options.recursive && folder === '') {
      const entries = await this.#entries(commit);
      return entries && [...entries.values()];
    }
    return this.#listTree(commit, folder, options);
  }

  async #listTree(
    commit: string,
    folder: string,
    options: { recursive: boolean },
  ): Promise<TreeEntry[] | undefined> {
    const { code, stdout } = await runGit(
      [
        'ls-tree',
        '-z',
        '--full-tree',
        ...(options.recursive ? ['-r', '-t'] : []),
        folder ? `${commit}:${folder}` : commit,
      ],
      { directory: this.directory, accept: [0, 128] },
    );
    if (code !== 0) {
      return undefined;
    }
    return stdout
      .toString()
      .split('\0')
      .filter(Boolean)
      .map(line => {
        const [meta, name] = [
          line.slice(0, line.indexOf('\t')),
          line.slice(line.indexOf('\t') + 1),
        ];
        const [mode, type, id] = meta.split(' ');
        return {
          id,
          type: type as TreeEntry['type'],
          mode,
          path: folder ? `${folder}/${name}` : name,
        };
      });
  }

  async mergeBase(one: string, other: string): Promise<string | undefined> {
    const { code, stdout } = await runGit(['merge-base', one, other], {
      directory: this.directory,
      accept: [0, 1],
    });
    return code === 0 ? stdout.toString().trim() : undefined;
  }

  async isAncestor(ancestor: string, descendant: string): Promise<boolean> {
    const { code } = await runGit(
      ['merge-base', '--is-ancestor', ancestor, descendant],
      { directory: this.directory, accept: [0, 1, 128] },
    );
    return code === 0;
  }
}

/** What `git check-ref-format` accepts, so also nothing that leads out of the repository. */
export function isRefName(ref: string): boolean {
  return (
    ref
      .split('/')
      .every(part => /^(?!\.)[^\0-\x20\x7f~^:?*[\\]+$/.test(part)) &&
    !/\.\.|@\{|\.lock(\/|$)|\.$/.test(ref) &&
    ref.includes('/')
  );
}

async function readText(file: string) {
  try {
    return await readFile(file, 'utf8');
  } catch {
    return undefined;
  }
}
