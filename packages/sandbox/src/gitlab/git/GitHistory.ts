import type { GitRepository } from './GitRepository';
import { runGit } from './runGit';

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
  if (ids.length === 0) {
    return [];
  }
  const { stdout } = await runGit(
    ['log', '-z', '--no-walk=unsorted', '--stdin', `--format=${format}`],
    { directory: repository.directory, input: `${ids.join('\n')}\n` },
  );
  const byId = new Map(
    parseCommits(stdout).map(commit => [commit.id, commit] as const),
  );
  return ids.flatMap(id => byId.get(id) ?? []);
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
