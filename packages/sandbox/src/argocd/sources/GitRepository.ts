import { git } from './git';
import { objectReaders } from '../../git/ObjectReaders';
import { readTree } from '../../git/readTree';
import { LruCache } from '../../state/LruCache';

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

/** How long an answer about a branch or tag counts when nothing says that it changed. */
const refsLifetime = 180_000;

/** Read access to a bare repository. What a commit holds never changes, so it is read once. */
export class GitRepository {
  readonly #trees = new LruCache<Promise<CommitTree>>(24);
  readonly #metadata = new LruCache<CommitMetadata>(200);
  /** What branches and tags meant when they were asked for, since `#resolvedSince`. */
  readonly #resolved = new Map<string, Promise<string | undefined>>();
  #resolvedSince = Date.now();

  constructor(readonly directory: string) {}

  /** Makes the next look at a branch or tag ask Git again. */
  forgetRefs(): void {
    this.#resolved.clear();
  }

  async refs(): Promise<{ branches: string[]; tags: string[] }> {
    const listed = await this.#git('for-each-ref', '--format=%(refname)');
    const names = listed.toString().split('\n');
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
    const isWhole = wanted === 'HEAD' || wanted.startsWith('refs/');
    const names = isWhole
      ? [wanted]
      : [`refs/heads/${wanted}`, `refs/tags/${wanted}`];
    if (/^[0-9a-f]{7,39}$/.test(wanted)) {
      names.push(wanted);
    }
    for (const name of names) {
      const id = await this.#commitOf(name);
      if (id) {
        return id;
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
        const object = await objectReaders.read(this.directory, oid);
        if (object?.type !== 'blob') {
          throw new Error(`object ${oid} is not a file`);
        }
        return object.content;
      }),
    );
  }

  /** Ends the process that reads objects; the next read starts another. */
  close(): void {
    objectReaders.close(this.directory);
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

  async #commitOf(name: string): Promise<string | undefined> {
    if (Date.now() - this.#resolvedSince > refsLifetime) {
      this.#resolved.clear();
    }
    if (this.#resolved.size === 0) {
      this.#resolvedSince = Date.now();
    }
    let answer = this.#resolved.get(name);
    if (!answer) {
      answer = objectReaders
        .read(this.directory, `${name}^{commit}`)
        .then(commit => commit?.oid);
      this.#resolved.set(name, answer);
      answer.catch(() => this.#resolved.delete(name));
    }
    return answer;
  }

  async #readTree(commit: string): Promise<CommitTree> {
    const [root, entries] = await Promise.all([
      objectReaders.read(this.directory, `${commit}^{tree}`),
      readTree(this.directory, commit),
    ]);
    if (!root || !entries) {
      throw new Error(`fatal: unable to read tree ${commit}`);
    }
    return new Map<string, TreeEntry>([
      ['', { mode: '040000', type: 'tree', oid: root.oid }],
      ...entries.map(
        ({ path, mode, type, id }) => [path, { mode, type, oid: id }] as const,
      ),
    ]);
  }

  #git(...args: string[]): Promise<Buffer> {
    return git([`--git-dir=${this.directory}`, ...args]);
  }
}
