import type { FileChange } from '../../git/GitWriter';
import type { VirtualFile, VirtualFiles } from '../VirtualFiles';
import type { GitRemote, RemoteCommit } from './GitRemote';

type Snapshot = Map<string, VirtualFile>;

interface BranchState {
  /** Newest commit that the remote has too; undefined in an empty repository. */
  base: string | undefined;
  head: Snapshot;
  pending: RemoteCommit[];
}

/** A clone within a simulated job. Commits exist here until they are pushed; only then are they written. */
export class GitWorkingCopy {
  readonly config = new Map<string, string>();
  branch = '';
  #index: Snapshot = new Map();
  readonly #branches = new Map<string, BranchState>();

  constructor(
    readonly root: string,
    readonly url: string,
    public remote: GitRemote,
    private readonly files: VirtualFiles,
  ) {}

  get pending() {
    return this.#state.pending;
  }

  get base() {
    return this.#state.base;
  }

  get #state(): BranchState {
    return this.#branches.get(this.branch)!;
  }

  hasBranch(name: string) {
    return this.#branches.has(name);
  }

  /** Checks out a commit of the remote as a branch. */
  async start(branch: string, commit: string | undefined) {
    const head = commit ? await this.snapshot(commit) : new Map();
    this.#branches.set(branch, { base: commit, head, pending: [] });
    this.switchTo(branch);
  }

  /** A new branch from where this one is. */
  fork(branch: string) {
    const { base, head, pending } = this.#state;
    this.#branches.set(branch, { base, head, pending: [...pending] });
    this.branch = branch;
  }

  switchTo(branch: string) {
    this.branch = branch;
    this.#index = new Map(this.#state.head);
    for (const path of this.files.below(this.root)) {
      this.files.remove(path);
    }
    this.files.makeDirectory(this.root);
    for (const [path, file] of this.#state.head) {
      this.files.put(`${this.root}/${path}`, file);
    }
  }

  /** Stages what is at or below the paths, removals included. */
  add(paths: string[]) {
    const work = this.#workTree();
    for (const path of paths) {
      const within = (file: string) =>
        path === '' || file === path || file.startsWith(`${path}/`);
      for (const file of this.#index.keys()) {
        if (within(file) && !work.has(file)) {
          this.#index.delete(file);
        }
      }
      for (const [file, content] of work) {
        if (within(file)) {
          this.#index.set(file, content);
        }
      }
    }
  }

  /** Stages changes of files that Git knows already. */
  addTracked() {
    const work = this.#workTree();
    for (const file of [...this.#index.keys()]) {
      const content = work.get(file);
      if (content) {
        this.#index.set(file, content);
      } else {
        this.#index.delete(file);
      }
    }
  }

  /** Paths that differ between index and last commit (or another commit). */
  staged(against?: Snapshot) {
    return differences(against ?? this.#state.head, this.#index);
  }

  /** Paths that differ between working tree and index (or a commit); files Git doesn't know don't count. */
  unstaged(against?: Snapshot) {
    const work = this.#workTree();
    const before = against ?? this.#index;
    const tracked = new Map(
      [...work].filter(([path]) => before.has(path) || this.#index.has(path)),
    );
    return differences(before, tracked);
  }

  untracked() {
    return [...this.#workTree().keys()].filter(path => !this.#index.has(path));
  }

  /** Commits the index. Returns the changed paths; nothing is committed when there are none. */
  async commit(
    message: string,
    author: RemoteCommit['author'],
    committer: RemoteCommit['committer'],
  ): Promise<string[]> {
    const paths = await this.staged();
    if (paths.length > 0) {
      const changes: FileChange[] = [];
      for (const path of paths) {
        const file = this.#index.get(path);
        changes.push(
          file
            ? {
                kind: 'write',
                path,
                content: await file.read(),
                mode: file.mode,
              }
            : { kind: 'delete', path },
        );
      }
      const state = this.#state;
      state.pending.push({ message, author, committer, changes });
      state.head = new Map(this.#index);
    }
    return paths;
  }

  pushed(head: string) {
    const state = this.#state;
    state.base = head;
    state.pending = [];
  }

  /** Puts the commits that aren't pushed on top of another commit. Returns the paths in conflict; then nothing changes. */
  async rebase(onto: string): Promise<string[]> {
    const state = this.#state;
    const old = state.base ? await this.snapshot(state.base) : new Map();
    const next = await this.snapshot(onto);
    const moved = new Set(await differences(old, next));
    const mine = state.pending.flatMap(commit =>
      commit.changes.flatMap(change => ('path' in change ? change.path : [])),
    );
    const conflicts = mine.filter(path => moved.has(path));
    if (conflicts.length === 0) {
      for (const path of new Set(mine)) {
        const file = state.head.get(path);
        if (file) {
          next.set(path, file);
        } else {
          next.delete(path);
        }
      }
      state.base = onto;
      state.head = next;
      this.switchTo(this.branch);
    }
    return conflicts;
  }

  /** Files of a commit of the remote. */
  async snapshot(commit: string): Promise<Snapshot> {
    const files = await this.remote.files(commit);
    return new Map(
      files.map(({ path, mode, blob }) => [
        path,
        { mode, blob, read: () => this.remote.read(blob) },
      ]),
    );
  }

  #workTree(): Snapshot {
    const prefix = this.root.length + 1;
    return new Map(
      this.files
        .below(this.root)
        .map(path => [path.slice(prefix), this.files.get(path)!]),
    );
  }
}

async function differences(before: Snapshot, after: Snapshot) {
  const paths = new Set([...before.keys(), ...after.keys()]);
  const changed: string[] = [];
  for (const path of paths) {
    const one = before.get(path);
    const other = after.get(path);
    if (!one || !other || !(await same(one, other))) {
      changed.push(path);
    }
  }
  return changed;
}

async function same(one: VirtualFile, other: VirtualFile) {
  if (one === other) {
    return true;
  }
  if (one.mode !== other.mode) {
    return false;
  }
  if (one.blob && one.blob === other.blob) {
    return true;
  }
  return (await one.read()).equals(await other.read());
}
