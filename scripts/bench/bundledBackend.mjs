// Backends as they run in production: the bundle that `backstage-cli package build` makes, unpacked and started.
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { run } from '../lib/run.mjs';
import { tailOf } from '../lib/platform.mjs';
import { Advice } from '../lib/progress.mjs';

const READY_WITHIN_MS = 120_000;

/**
 * Unpacks a project's built backend into a folder below the project: third-party packages are then found in the
 * project's node_modules, as in the image.
 *
 * @param {string[]} files - of the project, that its configuration reads
 * @returns {Promise<{entry: string, cwd: string}>} what to start with Node, and where
 */
export async function unpackBackend(project, folder, { files, env, log }) {
  const archive = join(project, 'packages/backend/dist/bundle.tar.gz');
  const stamp = join(folder, 'stamp');
  const wanted = String(statSync(archive).mtimeMs);
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    await run('tar', ['--extract', '--gzip', '--file', archive], {
      cwd: folder,
      env,
      log,
    });
    linkWorkspaces(project, folder);
    for (const file of files) {
      symlinkSync(join(project, file), join(folder, file));
    }
    writeFileSync(stamp, wanted);
  }
  const backend = join(folder, 'packages/backend');
  return { entry: join(backend, 'dist/index.cjs.js'), cwd: backend };
}

/** The project's own packages come from the bundle; what they don't share with the others, from where it was installed. */
function linkWorkspaces(project, folder) {
  for (const group of ['packages', 'plugins']) {
    const parent = join(folder, group);
    for (const name of existsSync(parent) ? readdirSync(parent) : []) {
      const bundled = join(parent, name);
      const { name: packageName } = JSON.parse(
        readFileSync(join(bundled, 'package.json'), 'utf8'),
      );
      link(bundled, join(folder, 'node_modules', packageName));
      const own = join(project, group, name, 'node_modules');
      for (const entry of existsSync(own) ? readdirSync(own) : []) {
        const target = realpathSync(join(own, entry));
        const isWorkspace = !target.includes('node_modules');
        link(
          isWorkspace ? join(folder, relative(project, target)) : target,
          join(bundled, 'node_modules', entry),
        );
      }
    }
  }
}

function link(target, path) {
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(target, path);
}

/**
 * Starts a backend in production mode; resolves when every plugin says that it is ready and the page answers.
 *
 * @param {import('../lib/run.mjs').Processes} processes
 * @param {{name: string, entry: string, cwd: string, url: string, configs: string[], env: object, log: string, nodeArgs?: string[]}} app
 * @returns {Promise<{readySeconds: number, child: import('node:child_process').ChildProcess}>}
 */
export async function startBackend(processes, app) {
  const started = performance.now();
  const child = processes.start(
    app.name,
    'node',
    [
      ...(app.nodeArgs ?? []),
      app.entry,
      ...app.configs.flatMap(file => ['--config', file]),
    ],
    {
      cwd: app.cwd,
      env: { ...app.env, NODE_ENV: 'production' },
      log: app.log,
    },
  );
  const deadline = Date.now() + READY_WITHIN_MS;
  while (!(await answers(`${app.url}/.backstage/health/v1/readiness`))) {
    if (child.exitCode !== null || Date.now() > deadline) {
      throw new Advice(
        `${app.name} did not become ready. Its log (${
          app.log
        }) ends with:\n${tailOf(app.log)}`,
      );
    }
    await sleep(20);
  }
  await fetch(app.url).then(response => response.text());
  return { readySeconds: (performance.now() - started) / 1000, child };
}

async function answers(url) {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(2000) })).ok;
  } catch {
    return false;
  }
}
