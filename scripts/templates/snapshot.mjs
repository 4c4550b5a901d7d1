import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

const LISTING = 'files.txt';
const MAX_SHOWN = 12;

/**
 * What a reviewer has to see of a plan: the list of everything it makes, and the files whose content depends on the form. Files
 * that are copied as they are, and lock files, are only listed.
 * @param {import('./readTemplate.mjs').Template} template
 * @param {{ resources: any[], files: { repository: string, path: string, bytes: Buffer }[] }} plan
 * @returns {Map<string, Buffer>} content by path in the snapshot
 */
export function toSnapshot(template, { resources, files }) {
  const copied = hashesBelow(template.folder);
  const snapshot = new Map();
  const lines = files.map(({ repository, path, bytes }) => {
    const name = `${repository}/${path}`;
    const hash = hashOf(bytes);
    if (copied.has(hash)) {
      return `${name}  copied`;
    }
    if (/(^|[/.-])(lock|lockfile)\b|requirements.*\.txt$/.test(path)) {
      return `${name}  sha256:${hash.slice(0, 12)}`;
    }
    snapshot.set(name, bytes);
    return name;
  });
  const listing = [
    ...resources.map(
      ({ effect, kind, key, environment }) =>
        `${effect} ${kind} ${key}${environment ? ` (${environment})` : ''}`,
    ),
    '',
    ...lines.sort(),
    '',
  ].join('\n');
  snapshot.set(LISTING, Buffer.from(listing));
  return snapshot;
}

/** Folder of an example's snapshot. */
export const snapshotFolder = (template, example) =>
  join(template.folder, 'tests', `${example.name}.snapshot`);

/** @throws Error that shows the lines that differ */
export function compareSnapshot(template, example, plan) {
  const folder = snapshotFolder(template, example);
  if (!existsSync(folder)) {
    throw new Error(
      'There is no snapshot yet. Write it with --update, and look at it before you commit it.',
    );
  }
  const wanted = readBelow(folder);
  const found = toSnapshot(template, plan);
  const differences = [...new Set([...wanted.keys(), ...found.keys()])]
    .sort()
    .flatMap(path => {
      const [before, after] = [wanted.get(path), found.get(path)];
      if (before && after && before.equals(after)) {
        return [];
      }
      return [
        `${path}${before ? '' : ' (new)'}${after ? '' : ' (gone)'}`,
        ...(before && after
          ? differingLines(before.toString(), after.toString())
          : []),
      ];
    });
  if (differences.length > 0) {
    throw new Error(differences.join('\n'));
  }
}

/** Writes the snapshot anew. */
export function updateSnapshot(template, example, plan) {
  const folder = snapshotFolder(template, example);
  rmSync(folder, { recursive: true, force: true });
  for (const [path, bytes] of toSnapshot(template, plan)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), bytes);
  }
}

/** Lines between the common beginning and the common end, `-` as reviewed and `+` as rendered now. */
function differingLines(before, after) {
  const [old, now] = [before.split('\n'), after.split('\n')];
  let start = 0;
  while (start < old.length && old[start] === now[start]) {
    start += 1;
  }
  let end = 0;
  while (
    end < Math.min(old.length, now.length) - start &&
    old.at(-1 - end) === now.at(-1 - end)
  ) {
    end += 1;
  }
  const part = (sign, lines) =>
    lines
      .slice(start, lines.length - end)
      .map((line, index) => `  ${sign} ${start + index + 1}: ${line}`);
  const shown = [...part('-', old), ...part('+', now)];
  return shown.length > MAX_SHOWN
    ? [
        ...shown.slice(0, MAX_SHOWN),
        `    and ${shown.length - MAX_SHOWN} lines more`,
      ]
    : shown;
}

const hashOf = bytes => createHash('sha256').update(bytes).digest('hex');

function readBelow(folder) {
  return new Map(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile())
      .map(entry => join(entry.parentPath, entry.name))
      .map(file => [file.slice(folder.length + 1), readFileSync(file)]),
  );
}

/** Hashes of all files of the template that are not tests. */
function hashesBelow(folder) {
  return new Set(
    [...readBelow(folder)]
      .filter(([path]) => !/^tests\/|(^|\/)node_modules\//.test(path))
      .map(([, bytes]) => hashOf(bytes)),
  );
}
