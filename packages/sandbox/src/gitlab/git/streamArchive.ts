import { pipeline, type Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import type { GitRepository } from './GitRepository';
import { streamGit } from './runGit';

export const archiveTypes = {
  'tar.gz': 'application/octet-stream',
  tgz: 'application/octet-stream',
  tar: 'application/octet-stream',
  zip: 'application/octet-stream',
} as const;

export type ArchiveFormat = keyof typeof archiveTypes;

/** Content of a commit, or of one directory or file of it, below the folder `prefix`. */
export function streamArchive(
  repository: GitRepository,
  options: {
    commit: string;
    path?: string;
    prefix: string;
    format: ArchiveFormat;
  },
): Readable {
  const raw = streamGit(
    [
      'archive',
      `--format=${options.format === 'zip' ? 'zip' : 'tar'}`,
      `--prefix=${options.prefix}/`,
      options.commit,
      ...(options.path ? [options.path] : []),
    ],
    { directory: repository.directory },
  );
  if (options.format === 'zip' || options.format === 'tar') {
    return raw;
  }
  // In process, because older versions of Git want a gzip command on PATH.
  const compressed = createGzip();
  pipeline(raw, compressed, () => {});
  return compressed;
}
