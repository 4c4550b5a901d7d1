import type { GitRepository } from './GitRepository';
import { GitError, runGit } from './runGit';

export interface Signature {
  name: string;
  email: string;
  /** Now by default. */
  date?: Date;
}

export type FileChange =
  | { kind: 'write'; path: string; content: string | Buffer; mode?: string }
  /** The content is there already, as an object. */
  | { kind: 'link'; path: string; blob: string; mode: string }
  | { kind: 'rename'; from: string; path: string }
  | { kind: 'delete'; path: string }
  | { kind: 'deleteAll' };

export interface NewCommit {
  message: string;
  author: Signature;
  committer: Signature;
  changes: FileChange[];
}

/** The branch moved between reading and writing. */
export class RefMovedError extends Error {
  override readonly name = 'RefMovedError';
}

/**
 * Appends commits to a branch in one process, whatever their number, and returns their ids.
 * @param options.parent - commit the first one builds on; undefined for a root commit
 * @throws RefMovedError when the branch has commits that `parent` doesn't have
 */
export async function writeCommits(
  repository: GitRepository,
  options: { branch: string; parent?: string; commits: NewCommit[] },
): Promise<string[]> {
  const parts: Buffer[] = [Buffer.from('feature done\n')];
  const text = (value: string) => parts.push(Buffer.from(value));
  const data = (content: string | Buffer) => {
    const bytes = Buffer.from(content as string);
    text(`data ${bytes.length}\n`);
    parts.push(bytes);
    text('\n');
  };
  options.commits.forEach((commit, index) => {
    text(`commit refs/heads/${options.branch}\nmark :${index + 1}\n`);
    text(`author ${signature(commit.author)}\n`);
    text(`committer ${signature(commit.committer)}\n`);
    data(commit.message);
    const parent = index === 0 ? options.parent : `:${index}`;
    if (parent) {
      text(`from ${parent}\n`);
    }
    for (const change of commit.changes) {
      switch (change.kind) {
        case 'write':
          text(`M ${change.mode ?? '100644'} inline ${quote(change.path)}\n`);
          data(change.content);
          break;
        case 'link':
          text(`M ${change.mode} ${change.blob} ${quote(change.path)}\n`);
          break;
        case 'rename':
          text(`R ${quote(change.from)} ${quote(change.path)}\n`);
          break;
        case 'delete':
          text(`D ${quote(change.path)}\n`);
          break;
        default:
          text('deleteall\n');
      }
    }
    text('\n');
  });
  options.commits.forEach((_commit, index) => text(`get-mark :${index + 1}\n`));
  text('done\n');
  try {
    const { stdout } = await runGit(
      ['fast-import', '--quiet', '--date-format=raw'],
      { directory: repository.directory, input: Buffer.concat(parts) },
    );
    return stdout.toString().trim().split('\n');
  } catch (error) {
    if (error instanceof GitError && error.stderr.includes('Not updating')) {
      throw new RefMovedError(`Branch ${options.branch} moved meanwhile`);
    }
    throw error;
  }
}

/** Makes a commit of a tree that exists, without moving a ref. */
export async function writeTreeCommit(
  repository: GitRepository,
  options: {
    tree: string;
    parents: string[];
    message: string;
    author: Signature;
    committer: Signature;
  },
): Promise<string> {
  const { stdout } = await runGit(
    [
      'commit-tree',
      options.tree,
      ...options.parents.flatMap(parent => ['-p', parent]),
      '-F',
      '-',
    ],
    {
      directory: repository.directory,
      input: options.message,
      env: {
        GIT_AUTHOR_NAME: clean(options.author.name) || 'unknown',
        GIT_AUTHOR_EMAIL: clean(options.author.email),
        GIT_AUTHOR_DATE: rawDate(options.author),
        GIT_COMMITTER_NAME: clean(options.committer.name) || 'unknown',
        GIT_COMMITTER_EMAIL: clean(options.committer.email),
        GIT_COMMITTER_DATE: rawDate(options.committer),
      },
    },
  );
  return stdout.toString().trim();
}

/**
 * Moves, makes (`before` all zeros) or removes (`after` all zeros) a ref.
 * @throws RefMovedError when the ref isn't at `before` any more
 */
export async function moveRef(
  repository: GitRepository,
  ref: string,
  before: string,
  after: string,
): Promise<void> {
  const removed = /^0+$/.test(after);
  try {
    await runGit(
      removed
        ? ['update-ref', '-d', ref, before]
        : ['update-ref', ref, after, before],
      { directory: repository.directory },
    );
  } catch (error) {
    if (error instanceof GitError) {
      throw new RefMovedError(error.stderr.trim());
    }
    throw error;
  }
}

/** Makes an annotated tag object and returns its id. */
export async function writeTagObject(
  repository: GitRepository,
  options: { name: string; commit: string; message: string; tagger: Signature },
): Promise<string> {
  const { stdout } = await runGit(['mktag'], {
    directory: repository.directory,
    input: `object ${options.commit}\ntype commit\ntag ${
      options.name
    }\ntagger ${signature(options.tagger)}\n\n${options.message.trimEnd()}\n`,
  });
  return stdout.toString().trim();
}

function signature(person: Signature) {
  return `${clean(person.name)} <${clean(person.email)}> ${rawDate(person)}`;
}

function rawDate(person: Signature) {
  const time = person.date ?? new Date();
  return `${Math.floor(time.getTime() / 1000)} +0000`;
}

/** Git's object format has no way to write these characters in a name. */
function clean(value: string) {
  return value.replace(/[<>\n\0]/g, '').trim();
}

function quote(path: string) {
  return `"${path.replace(/[\\"]/g, '\\$&').replace(/\n/g, '\\n')}"`;
}
