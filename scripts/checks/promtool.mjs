import { spawnSync } from 'node:child_process';

const promtool = process.env.PROMTOOL ?? 'promtool';

/** Whether promtool runs: from the environment variable PROMTOOL, or PATH (Debian: package prometheus). */
export const hasPromtool =
  spawnSync(promtool, ['--version'], { stdio: 'ignore' }).status === 0;

/** For tests that need it: the reason why they are skipped, or false. */
export const withoutPromtool =
  !hasPromtool && 'promtool not found: install Prometheus, or set PROMTOOL';

/**
 * Runs promtool.
 * @param {string} folder working directory
 * @param {...string} args e.g. `check`, `rules`, `alerts.yaml`
 * @returns {{ status: number | null, output: string }}
 */
export function runPromtool(folder, ...args) {
  const { status, stdout, stderr } = spawnSync(promtool, args, {
    cwd: folder,
    encoding: 'utf8',
  });
  return { status, output: `${stdout}${stderr}` };
}
