import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { stateDir } from '../lib/toolchain.mjs';

/**
 * Folder of a generated project, below `.runway`: installing takes long, so that who comes next finds what was installed and
 * built of the same files.
 * @param {string} template
 * @param {{ path: string, bytes: Buffer }[]} files
 */
export function generatedProject(template, files) {
  const folder = join(stateDir, 'generated', template);
  const stamp = `${folder}.stamp`;
  const hash = createHash('sha256');
  for (const { path, bytes } of files) {
    hash.update(path).update('\0').update(bytes).update('\0');
  }
  const digest = hash.digest('hex');
  return {
    folder,
    /** Whether exactly these files passed here before. */
    isReady: () => existsSync(stamp) && readFileSync(stamp, 'utf8') === digest,
    /** Writes the files; nothing that was there before stays. */
    write() {
      rmSync(stamp, { force: true });
      rmSync(folder, { recursive: true, force: true });
      for (const { path, bytes } of files) {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), bytes);
      }
    },
    setReady: () => writeFileSync(stamp, digest),
  };
}
