import type { GitRepository } from './GitRepository';
import { gitObjects } from './GitObjectCache';
import { objectReaders } from '../../git/ObjectReaders';
import { parseCommit } from './parseCommit';
import { GitError, runGit } from './runGit';

export interface Commit {
  id: string;
  parents: string[];
  tree: string;
  authorName: string;
  authorEmail: string;
  /** ISO 8601 with milliseconds and offset. */
  authoredDate: string;
  committerName: string;
  committerEmail: string;
  committedDate: string;
  title: string;
  message: string;
  trailers: Record<string, string>;
}

export interface HistoryQuery {
  /** Commit, range (`a..b`) or `--all`. */
  revision: string;
  path?: string;
  since?: string;
  until?: string;
  author?: string;
  firstParent?: boolean;
  offset?: number;
  limit?: number;
}

const format = [
  '%H',
  '%P',
  '%T',
  '%an',
  '%ae',
  '%aI',
  '%cn',
  '%ce',
  '%cI',
  '%B',
  '%(trailers:only,unfold)',
].join('%x00');

/** Commits, newest first. */
export async function readHistory(
  repository: GitRepository,
  query: HistoryQuery,
): Promise<Commit[]> {
  const { stdout } = await runGit(
    [
      'log',
      '-z',
      `--format=${format}`,
      ...(query.since ? [`--since=${query.since}`] : []),
      ...(query.until ? [`--until=${query.until}`] : []),
      ...(query.author ? [`--author=${query.author}`] : []),
      ...(query.firstParent ? ['--first-parent'] : []),
      ...(query.offset ? [`--skip=${query.offset}`] : []),
      ...(query.limit ? [`--max-count=${query.limit}`] : []),
      query.revision,
      '--',
      ...(query.path ? [query.path] : []),
    ],
    { directory: repository.directory },
  );
  return parseCommits(stdout);
}

/** The named commits, in that order. @throws GitError when one doesn't exist */
export async function readCommits(
  repository: GitRepository,
  ids: string[],
): Promise<Commit[]> {
  const { directory } = repository;
  return Promise.all(
    ids.map(async id => {
      const known = gitObjects.commit(directory, id);
      if (known) {
        return known;
      }
      const object = await objectReaders.read(directory, `${id}^{commit}`);
      if (!object) {
        throw new GitError('cat-file', 128, `bad object ${id}`);
      }
      const commit = parseCommit(object.oid, object.content);
      gitObjects.keepCommit(directory, commit);
      return commit;
    }),
  );
}

/**
 * Id of the last commit that changed a path, seen from a commit. When a commit leaves a file as it was, its parent's answer
 * holds, and otherwise it is the last one itself: most questions are answered without a process.
 */
export async function lastCommitOf(
  repository: GitRepository,
  commit: string,
  path: string,
): Promise<string | undefined> {
  const { directory } = repository;
  const known = gitObjects.lastCommit(directory, commit, path);
  if (known) {
    return known;
  }
  const [{ parents }] = await readCommits(repository, [commit]);
  const last =
    (parents.length < 2 &&
      (await lastOfLine(repository, commit, parents[0], path))) ||
    (await readHistory(repository, { revision: commit, path, limit: 1 }))[0]
      ?.id;
  if (last) {
    gitObjects.keepLastCommit(directory, commit, path, last);
  }
  return last;
}

/** What a commit with at most one parent says itself; undefined when only the history knows. */
async function lastOfLine(
  repository: GitRepository,
  commit: string,
  parent: string | undefined,
  path: string,
): Promise<string | undefined> {
  const [after, before] = await Promise.all([
    repository.file(commit, path),
    parent && repository.file(parent, path),
  ]);
  if (!after && !before) {
    return undefined;
  }
  if (after?.id !== (before || undefined)?.id) {
    return commit;
  }
  return parent && gitObjects.lastCommit(repository.directory, parent, path);
}

/** How many commits `from..to` has. */
export async function countCommits(
  repository: GitRepository,
  from: string,
  to: string,
): Promise<number> {
  const { stdout } = await runGit(['rev-list', '--count', `${from}..${to}`], {
    directory: repository.directory,
  });
  return Number(stdout.toString());
}

/** Added and deleted lines of a commit against its first parent. */
export async function readStats(repository: GitRepository, commit: string) {
  const { stdout } = await runGit(
    ['show', '--numstat', '--format=', '-m', '--first-parent', commit],
    { directory: repository.directory },
  );
  let additions = 0;
  let deletions = 0;
  for (const line of stdout.toString().split('\n')) {
    const [added, deleted] = line.split('\t');
    additions += Number(added) || 0;
    deletions += Number(deleted) || 0;
  }
  return { additions, deletions, total: additions + deletions };
}

function parseCommits(output: Buffer): Commit[] {
  const fields = output.toString().split('\0');
  const commits: Commit[] = [];
  for (let index = 0; index + 10 < fields.length; index += 11) {
    const [id, parents, tree, an, ae, aI, cn, ce, cI, message, trailers] =
      fields.slice(index, index + 11);
    commits.push({
      id: id.trim(),
      parents: parents.split(' ').filter(Boolean),
      tree,
      authorName: an,
      authorEmail: ae,
      authoredDate: withMilliseconds(aI),
      committerName: cn,
      committerEmail: ce,
      committedDate: withMilliseconds(cI),
      title: message.split('\n', 1)[0],
      message,
      trailers: Object.fromEntries(
        trailers
          .split('\n')
          .filter(line => line.includes(': '))
          .map(line => [
            line.slice(0, line.indexOf(': ')),
            line.slice(line.indexOf(': ') + 2),
          ]),
      ),
    });
  }
  return commits;
}

/** `2026-01-31T10:00:00Z` or `...+00:00` as GitLab prints it. */
function withMilliseconds(time: string) {
  return time.replace(
    /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(Z|[+-]\d\d:\d\d)$/,
    (_all, moment, zone) => `${moment}.000${zone === 'Z' ? '+00:00' : zone}`,
  );
}
