import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { zeroId } from '../git/GitRepository';
import { moveRef, writeCommits, type FileChange } from '../git/GitWriter';
import { DirectoryAdmin } from './DirectoryAdmin';

export interface SeedCommit {
  message: string;
  author: { name: string; email: string };
  /** Now by default. */
  date?: Date;
  /** Content by path; null deletes. */
  files: Record<string, string | Buffer | null>;
}

/** Contents of repositories, written in process. */
export class RepositoryAdmin extends DirectoryAdmin {
  /**
   * Commits files to a branch, making it when needed. Returns the ids of the commits.
   * Several commits cost as little as one.
   */
  async commit(input: {
    project: string;
    branch?: string;
    commits: SeedCommit[];
    announce?: boolean;
  }): Promise<string[]> {
    const { pushes, storage, state } = this.services;
    const project = this.project(input.project);
    const branch =
      input.branch ?? project.defaultBranch ?? project.initialBranch;
    const ref = `refs/heads/${branch}`;
    const repository = storage.repository(project.id);
    const user =
      state.users.first(
        'email',
        input.commits[0]?.author.email.toLowerCase() ?? '',
      ) ?? state.users.get(project.creatorId)!;
    return pushes.change(
      project,
      user,
      [ref],
      async () => {
        const head = await repository.readRef(ref);
        const base =
          head === zeroId && project.defaultBranch
            ? await repository.readRef(`refs/heads/${project.defaultBranch}`)
            : head;
        return writeCommits(repository, {
          branch,
          parent: base === zeroId ? undefined : base,
          commits: input.commits.map(commit => {
            const author = { ...commit.author, date: commit.date };
            return {
              message: commit.message,
              author,
              committer: author,
              changes: changesOf(commit.files),
            };
          }),
        });
      },
      { silent: !input.announce },
    );
  }

  /** Commits files to a branch and returns the commit's id. */
  async commitFiles(
    project: string,
    branch: string,
    files: SeedCommit['files'],
    message: string,
    author: SeedCommit['author'],
    options: { date?: Date; announce?: boolean } = {},
  ): Promise<string> {
    const [id] = await this.commit({
      project,
      branch,
      commits: [{ message, author, files, date: options.date }],
      announce: options.announce,
    });
    return id;
  }

  /**
   * Makes the content of a branch that of a directory on disk (`.git` and `node_modules` left out).
   * Undefined when it was the same already.
   */
  async commitDirectory(input: {
    project: string;
    directory: string;
    branch?: string;
    message: string;
    author: SeedCommit['author'];
    date?: Date;
    announce?: boolean;
  }): Promise<string | undefined> {
    const files = await readDirectory(input.directory);
    const project = this.project(input.project);
    const repository = this.services.storage.repository(project.id);
    const branch =
      input.branch ?? project.defaultBranch ?? project.initialBranch;
    const head = await repository.resolve(branch);
    const known = head
      ? (await repository.tree(head, '', { recursive: true })) ?? []
      : [];
    const blobs = known.filter(entry => entry.type === 'blob');
    const contents = await repository.objects(blobs.map(blob => blob.id));
    const changed: SeedCommit['files'] = { ...files };
    blobs.forEach((blob, index) => {
      const file = files[blob.path];
      if (file === undefined) {
        changed[blob.path] = null;
      } else if (contents[index]?.content.equals(file)) {
        delete changed[blob.path];
      }
    });
    if (Object.keys(changed).length === 0) {
      return undefined;
    }
    return this.commitFiles(
      input.project,
      branch,
      changed,
      input.message,
      input.author,
      input,
    );
  }

  /** Makes a light tag; one that is there already is moved. */
  async createTag(project: string, name: string, ref: string) {
    const { pushes, storage, state } = this.services;
    const target = this.project(project);
    const repository = storage.repository(target.id);
    const commit = await repository.resolve(ref);
    if (!commit) {
      throw new Error(`${project} has no ${ref}`);
    }
    const tag = `refs/tags/${name}`;
    await pushes.change(
      target,
      state.users.get(target.creatorId)!,
      [tag],
      async () =>
        moveRef(repository, tag, await repository.readRef(tag), commit),
      { silent: true },
    );
  }
}

function changesOf(files: SeedCommit['files']): FileChange[] {
  return Object.entries(files).map(([path, content]) =>
    content === null
      ? { kind: 'delete', path }
      : { kind: 'write', path, content },
  );
}

async function readDirectory(
  directory: string,
): Promise<Record<string, Buffer>> {
  const files: Record<string, Buffer> = {};
  const names = await readdir(directory, { recursive: true });
  for (const name of names.sort()) {
    const path = join(directory, name);
    const parts = relative(directory, path).split(sep);
    if (
      !parts.includes('.git') &&
      !parts.includes('node_modules') &&
      (await stat(path)).isFile()
    ) {
      files[parts.join('/')] = await readFile(path);
    }
  }
  return files;
}
