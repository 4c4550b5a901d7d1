// Stock Backstage apps of the release that Runway builds on: what Runway's figures are compared with. Each is made once.
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { run } from '../lib/run.mjs';
import { root, stateDir } from '../lib/toolchain.mjs';

const CREATE_APP = '@backstage/create-app@0.9.2';
// What the release needs besides, to install and to run on this Node (see AGENTS.md, Traps).
const RESOLUTIONS = [
  'better-sqlite3',
  '@swc/core',
  'rollup',
  'unrs-resolver',
  'got',
];

export const benchDir = join(stateDir, 'bench');

/**
 * What distinguishes an app from the one that `@backstage/create-app` makes.
 *
 * @typedef {object} Recipe
 * @property {string} name - of its folder and its log
 * @property {{app: Record<string, string>, backend: Record<string, string>}} [dependencies] - version by package
 * @property {string[]} [backendFeatures] - packages that the backend adds; the frontend finds its plugins by itself
 */

/**
 * Makes the app, installs it and builds frontend and backend, each only when that has not been done yet.
 * Runway's lock file is its seed, so that both run the same versions of what both use.
 *
 * @param {Recipe} recipe
 * @returns {Promise<string>} folder of the app
 */
export async function ensureStockApp(env, note, recipe) {
  const app = join(benchDir, recipe.name);
  const stamp = join(benchDir, `${recipe.name}.stamp`);
  const wanted = createHash('sha256')
    .update(CREATE_APP)
    .update(JSON.stringify(recipe))
    .update(readFileSync(new URL(import.meta.url)))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) {
    note('made earlier');
    return app;
  }
  rmSync(app, { recursive: true, force: true });
  rmSync(stamp, { force: true });
  mkdirSync(benchDir, { recursive: true });
  const log = join(stateDir, 'logs', `bench-${recipe.name}.log`);
  const inApp = (command, args) =>
    run(command, args, { cwd: app, env: { ...env, CI: '1' }, log });

  note(CREATE_APP);
  await run(
    'npm',
    ['exec', '--yes', '--', CREATE_APP, '--path', app, '--skip-install'],
    { cwd: benchDir, env: { ...env, BACKSTAGE_APP_NAME: recipe.name }, log },
  );
  note('installing');
  resolveAsRunway(app);
  add(app, recipe);
  // Not --immutable: the seed is trimmed to what this app needs.
  await inApp('yarn', ['install', '--no-immutable']);
  note('building');
  await inApp('yarn', ['workspace', 'app', 'build']);
  await inApp('yarn', ['workspace', 'backend', 'build']);
  writeFileSync(stamp, wanted);
  note('made');
  return app;
}

function resolveAsRunway(app) {
  const own = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  changeManifest(app, manifest => {
    for (const name of RESOLUTIONS) {
      manifest.resolutions[name] = own.resolutions[name];
    }
  });
  copyFileSync(join(root, 'yarn.lock'), join(app, 'yarn.lock'));
  writeFileSync(
    join(app, '.yarnrc.yml'),
    'nodeLinker: node-modules\nnpmMinimalAgeGate: 0\nenableTelemetry: false\nenableImmutableInstalls: false\n',
  );
}

function add(app, { dependencies = {}, backendFeatures = [] }) {
  for (const [name, versions] of Object.entries(dependencies)) {
    changeManifest(join(app, 'packages', name), manifest =>
      Object.assign(manifest.dependencies, versions),
    );
  }
  const start = 'backend.start();';
  const file = join(app, 'packages/backend/src/index.ts');
  const lines = backendFeatures.map(name => `backend.add(import('${name}'));`);
  writeFileSync(
    file,
    readFileSync(file, 'utf8').replace(start, [...lines, start].join('\n')),
  );
}

function changeManifest(folder, change) {
  const file = join(folder, 'package.json');
  const manifest = JSON.parse(readFileSync(file, 'utf8'));
  change(manifest);
  writeFileSync(file, JSON.stringify(manifest, undefined, 2));
}
