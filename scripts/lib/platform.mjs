// Starts the sandbox and the portal, and knows when they answer.
import { randomBytes } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Advice } from './progress.mjs';
import { root, stateDir as runwayDir } from './toolchain.mjs';

const READY_WITHIN_MS = 120_000;
const nodeArgs = [
  '--require',
  join(root, 'node_modules/@backstage/cli-node/config/nodeTransform.cjs'),
];

/** Node keeps here what it compiles, and the next start takes it. The image brings its own. */
const compiled = { NODE_COMPILE_CACHE: join(runwayDir, 'compiled') };

/**
 * Starts the upstream systems.
 * @returns the environment that the portal needs to reach them
 */
export async function startSandbox(
  processes,
  { env, stateDir, port, seed, pace, scale },
) {
  const dataDir = join(stateDir, 'sandbox');
  const connection = join(dataDir, 'connection.json');
  const log = join(stateDir, 'logs', 'sandbox.log');
  rmSync(connection, { force: true });
  const child = processes.start(
    'sandbox',
    'node',
    [
      ...nodeArgs,
      join(root, 'packages/sandbox/src/cli/index.ts'),
      'start',
      '--port',
      String(port),
      '--data-dir',
      dataDir,
      '--verbose',
      ...(seed ? ['--seed', seed] : []),
      ...(pace === undefined ? [] : ['--pace', String(pace)]),
      ...(scale ? ['--scale', scale] : []),
    ],
    { cwd: root, env: { ...compiled, ...env }, log },
  );
  await until(() => existsSync(connection), {
    what: 'The sandbox',
    child,
    log,
  });
  return JSON.parse(readFileSync(connection, 'utf8')).env;
}

/**
 * How the portal's process uses memory; docker/Dockerfile has the same. By itself Node keeps 130 MB for
 * what is new and lets garbage pile up to what lives: a third of the process. Up to 256 MB nothing is collected, so that a
 * start is not held up; above that, a third of what lives may be garbage.
 */
export const portalNodeArgs = [
  '--max-semi-space-size=16',
  '--initial-old-space-size=256',
  '--heap-growing-percent=30',
];

/**
 * Starts the portal; resolves when every plugin says that it is ready, and the page answers.
 * `configs` are laid over app-config.yaml, `preload` is loaded before the portal's own code.
 */
export async function startPortal(
  processes,
  {
    env,
    stateDir,
    port,
    sandboxPort,
    configs = [],
    preload = [],
    name = 'portal',
  },
) {
  mkdirSync(join(stateDir, 'database'), { recursive: true });
  const log = join(stateDir, 'logs', `${name}.log`);
  const child = processes.start(
    'portal',
    'node',
    [
      ...portalNodeArgs,
      ...nodeArgs,
      ...preload.flatMap(file => ['--require', file]),
      'src/index.ts',
      ...['app-config.yaml', ...configs].flatMap(file => [
        '--config',
        resolve(root, file),
      ]),
    ],
    {
      cwd: join(root, 'packages/backend'),
      env: {
        NODE_ENV: 'development',
        ...compiled,
        ...env,
        RUNWAY_PORT: String(port),
        RUNWAY_SANDBOX_PORT: String(sandboxPort),
        RUNWAY_STATE_DIR: stateDir,
        RUNWAY_BACKEND_SECRET: backendSecret(stateDir),
      },
      log,
    },
  );
  const url = `http://localhost:${port}`;
  await until(() => answers(`${url}/.backstage/health/v1/readiness`), {
    what: 'The portal',
    child,
    log,
  });
  return url;
}

/** Signs the portal's own tokens; made once, kept readable for this user only. */
function backendSecret(stateDir) {
  const file = join(stateDir, 'backend-secret');
  if (!existsSync(file)) {
    mkdirSync(stateDir, { recursive: true });
    writeFileSync(file, randomBytes(24).toString('base64'), { mode: 0o600 });
  }
  return readFileSync(file, 'utf8');
}

async function answers(url) {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2000) });
    return response.ok;
  } catch {
    return false;
  }
}

async function until(condition, { what, child, log }) {
  const deadline = Date.now() + READY_WITHIN_MS;
  while (Date.now() < deadline) {
    if (await condition()) {
      return;
    }
    if (child.exitCode !== null || child.signalCode !== null) {
      throw new Advice(
        `${what} ended while starting. Its log:\n${tailOf(
          log,
        )}\nThe whole log is in ${log}.`,
      );
    }
    await sleep(100);
  }
  throw new Advice(
    `${what} is not ready after ${
      READY_WITHIN_MS / 1000
    } s. Its log: ${log}\n${tailOf(log)}`,
  );
}

export function tailOf(log) {
  return existsSync(log) ? readFileSync(log, 'utf8').slice(-3000) : '';
}
