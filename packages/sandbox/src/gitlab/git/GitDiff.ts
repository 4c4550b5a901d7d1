import type { GitRepository } from './GitRepository';
import { runGit } from './runGit';

export interface FileDiff {
  oldPath: string;
  newPath: string;
  oldMode: string;
  newMode: string;
  /** Hunks only, beginning with `@@`; empty for binary files and pure renames. */
  diff: string;
  newFile: boolean;
  renamedFile: boolean;
  deletedFile: boolean;
}

/** The empty tree, which every repository knows. */
export const emptyTree = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';

/** Changed files between two commits (or trees). */
export async function readDiff(
  repository: GitRepository,
  from: string,
  to: string,
): Promise<FileDiff[]> {
  const { stdout } = await runGit(
    [
      '-c',
      'core.quotePath=false',
      'diff',
      '--no-color',
      '--no-ext-diff',
      '--find-renames',
      '--full-index',
      from,
      to,
    ],
    { directory: repository.directory },
  );
  return parseDiff(stdout.toString());
}

/** Paths that differ between two commits, by what happened to them. */
export async function changedFiles(
  repository: GitRepository,
  from: string,
  to: string,
): Promise<{ added: string[]; modified: string[]; removed: string[] }> {
  const { stdout } = await runGit(
    ['diff', '--name-status', '--no-renames', '-z', from, to],
    { directory: repository.directory },
  );
  const fields = stdout.toString().split('\0');
  const changed = {
    added: [] as string[],
    modified: [] as string[],
    removed: [] as string[],
  };
  for (let index = 0; index + 1 < fields.length; index += 2) {
    const kind = { A: 'added', D: 'removed' }[fields[index]] ?? 'modified';
    changed[kind as keyof typeof changed].push(fields[index + 1]);
  }
  return changed;
}

function parseDiff(text: string): FileDiff[] {
  return text
    .split(/^(?=diff --git )/m)
    .filter(part => part.startsWith('diff --git '))
    .map(parseFileDiff);
}

function parseFileDiff(part: string): FileDiff {
  const hunks = part.search(/^@@ /m);
  const header = (hunks < 0 ? part : part.slice(0, hunks)).split('\n');
  const value = (prefix: string) =>
    header.find(line => line.startsWith(prefix))?.slice(prefix.length);
  const [, first, second] = /^diff --git (.+) (.+)$/.exec(header[0]) ?? [];
  const sameLength = (header[0].length - 'diff --git '.length - 1) / 2;
  const samePath = header[0].slice('diff --git '.length).slice(0, sameLength);
  const newMode =
    value('new file mode ') ??
    value('new mode ') ??
    value('index ')?.split(' ')[1] ??
    '100644';
  const created = value('new file mode ') !== undefined;
  const deleted = value('deleted file mode ') !== undefined;
  const renamed = value('rename from ') !== undefined;
  return {
    oldPath: unquote(
      value('rename from ') ??
        stripSide(renamed ? first : samePath || first, 'a/'),
    ),
    newPath: unquote(
      value('rename to ') ??
        stripSide(renamed ? second : samePath || second, 'a/'),
    ),
    oldMode: created
      ? '0'
      : value('deleted file mode ') ?? value('old mode ') ?? newMode,
    newMode: deleted ? '0' : newMode,
    diff: hunks < 0 ? '' : part.slice(hunks),
    newFile: created,
    renamedFile: renamed,
    deletedFile: deleted,
  };
}

function stripSide(path: string, side: string) {
  return path.startsWith(`"${side}`)
    ? `"${path.slice(1 + side.length)}`
    : path.replace(new RegExp(`^${side}`), '');
}

/** Git quotes paths with control characters, quotes or backslashes. */
function unquote(path: string) {
  if (!path.startsWith('"')) {
    return path;
  }
  const escapes: Record<string, string> = { n: '\n', t: '\t', r: '\r' };
  return path
    .slice(1, -1)
    .replace(/\\([0-7]{3}|.)/g, (_all, code: string) =>
      code.length === 3
        ? String.fromCharCode(parseInt(code, 8))
        : escapes[code] ?? code,
    );
}
