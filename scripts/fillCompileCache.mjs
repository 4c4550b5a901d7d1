// Starts a portal once, with nothing around it, so that Node keeps the compiled code of what a start loads. For the image,
// and for benchmarks that measure what the image brings:
//   node fillCompileCache.mjs <folder> <arguments of node that start the portal on the embedded default>
// Plain Node, no dependency: it runs where only the portal is installed.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';

const READY_WITHIN_MS = 300_000;
const STOPPED_WITHIN_MS = 60_000;

/**
 * Node uses the folder again only with the same version, flags, user and paths.
 *
 * @param {{folder: string, args: string[], cwd?: string, env?: NodeJS.ProcessEnv}} options - `args` of node
 * @returns {Promise<number>} files with compiled code
 * @throws Error with the portal's output, when it does not start, or nothing is kept
 */
export async function fillCompileCache({
  folder,
  args,
  cwd = process.cwd(),
  env = process.env,
}) {
  const state = mkdtempSync(join(tmpdir(), 'runway-compile-'));
  mkdirSync(join(state, 'database'));
  const port = await freePort();
  const child = spawn('node', args, {
    cwd,
    env: {
      ...placeholders(cwd, args),
      ...env,
      NODE_ENV: 'production',
      NODE_COMPILE_CACHE: resolve(folder),
      RUNWAY_PORT: String(port),
      // Nobody listens there: upstream systems that are away don't hold up a start.
      RUNWAY_SANDBOX_PORT: String(await freePort()),
      RUNWAY_STATE_DIR: state,
      RUNWAY_BACKEND_SECRET: randomBytes(24).toString('base64'),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', chunk => {
      output = (output + chunk).slice(-5000);
    });
  }
  const ended = once(child, 'exit');
  try {
    await untilReady(child, port);
    child.kill('SIGTERM');
    await Promise.race([ended, sleep(STOPPED_WITHIN_MS, 0, { ref: false })]);
    const files = filesIn(folder);
    if (files.length === 0) {
      throw new Error('Node kept nothing');
    }
    // Node keeps them for its user only; in the image they belong to root.
    files.forEach(file => chmodSync(file, 0o644));
    return files.length;
  } catch (error) {
    throw new Error(`${error.message}. The portal said:\n${output}`);
  } finally {
    child.kill('SIGKILL');
    rmSync(state, { recursive: true, force: true });
  }
}

/** Credentials that the configuration wants; nothing is reached with them. */
function placeholders(cwd, args) {
  const configs = args.filter((_, index) => args[index - 1] === '--config');
  const names = configs.flatMap(file =>
    [...readFileSync(resolve(cwd, file), 'utf8').matchAll(/\$\{(\w+)\}/g)].map(
      ([, name]) => name,
    ),
  );
  return Object.fromEntries(names.map(name => [name, 'none']));
}

async function untilReady(child, port) {
  const deadline = Date.now() + READY_WITHIN_MS;
  while (!(await isReady(port))) {
    if (
      child.exitCode !== null ||
      child.signalCode !== null ||
      Date.now() > deadline
    ) {
      throw new Error('The portal did not become ready');
    }
    await sleep(200);
  }
}

async function isReady(port) {
  try {
    const { ok } = await fetch(
      `http://localhost:${port}/.backstage/health/v1/readiness`,
      { signal: AbortSignal.timeout(5000) },
    );
    return ok;
  } catch {
    return false;
  }
}

async function freePort() {
  const server = createServer().listen(0);
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

const filesIn = folder =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [folder, ...args] = process.argv.slice(2);
  const count = await fillCompileCache({ folder, args });
  console.log(`Compiled code of ${count} files is in ${folder}`);
}
