import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { git } from './git';
import { LruCache } from '../../state/LruCache';
import { ObjectReader } from './ObjectReader';

export interface TreeEntry {
  mode: string;
  type: 'blob' | 'tree' | 'commit';
  oid: string;
}

/** Every path of a commit. The root is the empty path. */
export type CommitTree = ReadonlyMap<string, TreeEntry>;

export interface CommitMetadata {
  /** `Name <address>` */
  author: string;
  /** ISO 8601 */
  date: string;
  message: string;
  tags: string[];
}

interface Refs {
  head?: string;
  ids: Map<string, string>;
  readAt: number;
}

/** How long a list of refs counts when nothing says that it changed. */
const refsLifetime = 180_000;

/** Read access to a bare repository. What a commit holds never changes, so it is read once. */
export class GitRepository {
  readonly #trees = new LruCache<Promise<CommitTree>>(24);
  readonly #metadata = new LruCache<CommitMetadata>(200);
  readonly #objects: ObjectReader;
  #refs: Promise<Refs> | undefined;

  constructor(readonly directory: string) {
    this.#objects = new ObjectReader(directory);
  }

  /** Makes the next look at a branch or tag ask Git again. */
  forgetRefs(): void {
    this.#refs = undefined;
  }

  async refs(): Promise<{ branches: string[]; tags: string[] }> {
    const names = [...(await this.#readRefs()).ids.keys()];
    const below = (prefix: string) =>
      names
        .filter(name => name.startsWith(prefix))
        .map(name => name.slice(prefix.length));
    return { branches: below('refs/heads/'), tags: below('refs/tags/') };
  }

  /**
   * Commit id behind a branch, tag, commit id (also shortened), `HEAD` or nothing (= HEAD).
   * @throws Error with Argo CD's text
   */
  async resolve(revision: string | undefined): Promise<string> {
    const wanted = revision || 'HEAD';
    if (/^[0-9a-f]{40}$/.test(wanted)) {
      return wanted;
    }
    const { head, ids } = await this.#readRefs();
    const names =
      wanted === 'HEAD'
        ? [head ?? '']
        : [wanted, `refs/heads/${wanted}`, `refs/tags/${wanted}`];
    for (const name of names) {
      const id = ids.get(name);
      if (id) {
        return id;
      }
    }
    if (/^[0-9a-f]{7,39}$/.test(wanted)) {
      const commit = await this.#objects.read(`${wanted}^{commit}`);
      if (commit) {
        return commit.oid;
      }
    }
    throw new Error(
      `unable to resolve '${wanted}' to a commit SHA: revision not found`,
    );
  }

  /** @throws Error when the commit isn't in the repository */
  async tree(commit: string): Promise<CommitTree> {
    let tree = this.#trees.get(commit);
    if (!tree) {
      tree = this.#readTree(commit);
      this.#trees.set(commit, tree);
      tree.catch(() => this.#trees.delete(commit));
    }
    return tree;
  }

  /** Contents of blobs, in the order of their ids. */
  async blobs(oids: string[]): Promise<Buffer[]> {
    return Promise.all(
      oids.map(async oid => {
        const object = await this.#objects.read(oid);
        if (object?.type !== 'blob') {
          throw new Error(`object ${oid} is not a file`);
        }
        return object.content;
      }),
    );
  }

  /** Ends the process that reads objects; the next read starts another. */
  close(): void {
    this.#objects.close();
  }

  /** @throws Error when the commit isn't in the repository */
  async metadata(commit: string): Promise<CommitMetadata> {
    let metadata = this.#metadata.get(commit);
    if (!metadata) {
      const [author, date, ...message] = (
        await this.#git('show', '-s', '--format=%an <%ae>%n%aI%n%B', commit)
      )
        .toString()
        .split('\n');
      const tags = (await this.#git('tag', '--points-at', commit))
        .toString()
        .split('\n')
        .filter(Boolean);
      metadata = {
        author,
        date: new Date(date).toISOString().replace('.000Z', 'Z'),
        message: message.join('\n').trim(),
        tags,
      };
      this.#metadata.set(commit, metadata);
    }
    return metadata;
  }

  async #readRefs(): Promise<Refs> {
    const known = this.#refs && (await this.#refs);
    if (known && Date.now() - known.readAt < refsLifetime) {
      return known;
    }
    const reading = this.#loadRefs();
    this.#refs = reading;
    reading.catch(() => {
      if (this.#refs === reading) {
        this.#refs = undefined;
      }
    });
    return reading;
  }

  async #loadRefs(): Promise<Refs> {
    const readAt = Date.now();
    const [head, listed] = await Promise.all([
      readFile(join(this.directory, 'HEAD'), 'utf8'),
      this.#git(
        'for-each-ref',
        '--format=%(refname) %(objectname) %(*objectname)',
      ),
    ]);
    const ids = new Map<string, string>();
    for (const line of listed.toString().split('\n')) {
      const [name, id, peeled] = line.split(' ');
      if (id) {
        ids.set(name, peeled || id);
      }
    }
    return { head: /^ref: (\S+)/.exec(head)?.[1], ids, readAt };
  }

  async #readTree(commit: string): Promise<CommitTree> {
    const root = await this.#objects.read(`${commit}^{tree}`);
    if (!root) {
      throw new Error(`fatal: unable to read tree ${commit}`);
    }
    const listed = await this.#git('ls-tree', '-r', '-t', '-z', commit);
    const tree = new Map<string, TreeEntry>([
      ['', { mode: '040000', type: 'tree', oid: root.oid }],
    ]);
    for (const line of listed.toString().split('\0')) {
      const tab = line.indexOf('\t');
      if (tab > 0) {
        const [mode, type, oid] = line.slice(0, tab).split(' ');
        tree.set(line.slice(tab + 1), {
          mode,
          type: type as TreeEntry['type'],
          oid,
        });
      }
    }
    return tree;
  }

  #git(...args: string[]): Promise<Buffer> {
    return git([`--git-dir=${this.directory}`, ...args]);
  }
}
