// Brings Node 24 and Yarn 4 into .runway/toolchain without asking for root. Plain Node >= 18, no dependency.
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
export const stateDir = join(root, '.runway');

const NODE_VERSION = '24.21.0';
const YARN_VERSION = '4.18.1';
const dir = join(stateDir, 'toolchain');
const bin = join(dir, 'bin');

/**
 * The environment in which `node` is Node 24 and `yarn` is Yarn 4.
 * @param {(message: string) => void} say progress
 * @returns {NodeJS.ProcessEnv}
 * @throws Error with what to do when the packages can't be fetched
 */
export function ensureToolchain(say) {
  const nodePackage = `node-${
    process.platform === 'win32' ? 'win' : process.platform
  }-${process.arch}`;
  const wanted = `${nodePackage}@${NODE_VERSION} yarn@${YARN_VERSION}`;
  const stamp = join(dir, 'stamp');
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) {
    say(
      `Fetching Node ${NODE_VERSION} and Yarn ${YARN_VERSION} into .runway/toolchain`,
    );
    rmSync(dir, { recursive: true, force: true });
    mkdirSync(bin, { recursive: true });
    writeFileSync(join(dir, 'package.json'), '{"private":true}');
    const npm = spawnSync(
      'npm',
      [
        'install',
        '--no-audit',
        '--no-fund',
        '--no-package-lock',
        '--loglevel=error',
        `${nodePackage}@${NODE_VERSION}`,
        `@yarnpkg/cli-dist@${YARN_VERSION}`,
      ],
      { cwd: dir, stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' },
    );
    if (npm.status !== 0) {
      throw new Error(
        `npm could not fetch ${nodePackage} and @yarnpkg/cli-dist. Check the network or npm's registry setting, then run the command again.\n${
          npm.stderr ?? npm.error?.message
        }`,
      );
    }
    const node = join(dir, 'node_modules', nodePackage, 'bin', 'node');
    chmodSync(node, 0o755);
    symlinkSync(node, join(bin, 'node'));
    const yarn = join(bin, 'yarn');
    writeFileSync(
      yarn,
      `#!/bin/sh\nexec "${node}" "${join(
        dir,
        'node_modules/@yarnpkg/cli-dist/bin/yarn.js',
      )}" "$@"\n`,
    );
    chmodSync(yarn, 0o755);
    writeFileSync(stamp, wanted);
  }
  return {
    ...process.env,
    PATH: `${bin}${delimiter}${process.env.PATH}`,
    // Native builds, if any, compile against the headers of the Node they run on.
    npm_config_nodedir: join(dir, 'node_modules', nodePackage),
    YARN_IGNORE_PATH: '1',
  };
}
