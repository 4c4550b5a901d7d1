import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

/** Built or downloaded, so never part of a repository. */
const LEFT_OUT = new Set([
  'node_modules',
  'dist',
  'coverage',
  '.git',
  '.DS_Store',
  'Chart.lock',
]);

/** A folder's files by path, with forward slashes, and a digest of them all. */
export interface FolderContent {
  files: Record<string, Buffer>;
  /** SHA-256 (hex) of paths and contents. */
  digest: string;
}

/**
 * Reads what belongs into a repository.
 * @param exclude - paths below the folder that are left out, with all that is below them
 */
export async function readFolder(
  folder: string,
  exclude: (path: string) => boolean = () => false,
): Promise<FolderContent> {
  const files: Record<string, Buffer> = {};
  const visit = async (directory: string) => {
    const entries = await readdir(directory, { withFileTypes: true });
    for (const entry of entries) {
      const full = join(directory, entry.name);
      const path = relative(folder, full).split(sep).join('/');
      if (LEFT_OUT.has(entry.name) || exclude(path)) {
        continue;
      }
      if (entry.isDirectory()) {
        await visit(full);
      } else if (entry.isFile()) {
        files[path] = await readFile(full);
      }
    }
  };
  await visit(folder);
  const hash = createHash('sha256');
  for (const path of Object.keys(files).sort()) {
    hash.update(`${path}\0${files[path].length}\0`).update(files[path]);
  }
  return { files, digest: hash.digest('hex') };
}
