// The two sides of a comparison: Runway and a stock app, both built for production, on the same machine and database.
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fillCompileCache } from '../fillCompileCache.mjs';
import { portalNodeArgs } from '../lib/platform.mjs';
import { PortalClient, signInWorks } from '../lib/PortalClient.mjs';
import { freePort } from '../lib/ports.mjs';
import { root, stateDir as runwayDir } from '../lib/toolchain.mjs';
import { startBackend, unpackBackend } from './bundledBackend.mjs';
import { benchDir, ensureStockApp } from './stockApp.mjs';

/**
 * @typedef {object} App
 * @property {string} name - `runway`, or that of the stock app's recipe
 * @property {string} url
 * @property {string} stateDir - database and logs
 * @property {(processes: object, options?: {nodeArgs?: string[], env?: object}) => Promise<{readySeconds: number, child: object}>} start
 * @property {() => Promise<string>} token - of a person who may read the catalog
 * @property {(page: object) => Promise<void>} signIn - in a browser, at the page that the app shows
 */

/**
 * @param {{stateDir: string, sandbox: {port: number, env: object}, config?: object}} options - `config` is laid over
 *   the embedded default
 * @returns {Promise<App>}
 */
export async function runwayApp(env, { stateDir, sandbox, config = {} }) {
  const log = join(runwayDir, 'logs', 'bench-runway.log');
  const backend = await unpackBackend(root, join(benchDir, 'runway'), {
    files: ['catalog-info.yaml', 'templates'],
    env,
    log,
  });
  const compiled = await compileAsInImage(backend, env);
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const secret = randomBytes(24).toString('base64');
  mkdirSync(join(stateDir, 'database'), { recursive: true });
  // Stock renders no documentation that nobody has opened.
  const overlay = writeConfig(stateDir, { runway: { docs: null }, ...config });
  return {
    name: 'runway',
    url,
    stateDir,
    start: (processes, { nodeArgs, env: more } = {}) =>
      startBackend(processes, {
        name: 'runway',
        ...backend,
        url,
        nodeArgs: [...portalNodeArgs, ...(nodeArgs ?? [])],
        configs: [join(root, 'app-config.yaml'), overlay],
        env: {
          ...env,
          ...sandbox.env,
          NODE_COMPILE_CACHE: compiled,
          RUNWAY_PORT: String(port),
          RUNWAY_SANDBOX_PORT: String(sandbox.port),
          RUNWAY_STATE_DIR: stateDir,
          RUNWAY_BACKEND_SECRET: secret,
          ...more,
        },
        log: join(stateDir, 'portal.log'),
      }),
    async token() {
      await signInWorks(url);
      return (await PortalClient.signIn(url, 'amelia.reyes')).token;
    },
    async signIn(page) {
      await page.getByRole('button', { name: /Sign in with/ }).click();
      await page.getByRole('button', { name: /Amelia Reyes/ }).click();
      await page.getByRole('heading', { level: 1, name: /Amelia/ }).waitFor();
    },
  };
}

/**
 * The image of Runway brings the code that a start has compiled; an image of stock does not.
 * @returns {Promise<string>} the folder, made once for what was unpacked
 */
async function compileAsInImage(backend, env) {
  const folder = join(backend.cwd, 'compiled');
  if (!existsSync(folder)) {
    mkdirSync(folder);
    await fillCompileCache({
      folder,
      args: [
        ...portalNodeArgs,
        backend.entry,
        '--config',
        join(root, 'app-config.yaml'),
      ],
      cwd: backend.cwd,
      env,
    });
  }
  return folder;
}

/**
 * @param {{stateDir: string, config?: object, recipe?: import('./stockApp.mjs').Recipe}} options - `config` is laid over
 *   the app's own
 * @returns {Promise<App>}
 */
export async function stockApp(
  env,
  { stateDir, config = {}, recipe = { name: 'stock' } },
  note,
) {
  const app = await ensureStockApp(env, note, recipe);
  const { name } = recipe;
  const log = join(runwayDir, 'logs', `bench-${name}.log`);
  const backend = await unpackBackend(app, join(app, '.bundle'), {
    files: ['examples'],
    env,
    log,
  });
  const port = await freePort();
  const url = `http://localhost:${port}`;
  mkdirSync(join(stateDir, 'database'), { recursive: true });
  const overlay = writeConfig(
    stateDir,
    merge(
      {
        app: { baseUrl: url },
        backend: {
          baseUrl: url,
          listen: { port, host: 'localhost' },
          database: {
            client: 'better-sqlite3',
            connection: { directory: join(stateDir, 'database') },
          },
        },
        // A guest may come in, although this is not development.
        auth: {
          providers: { guest: { dangerouslyAllowOutsideDevelopment: true } },
        },
      },
      config,
    ),
  );
  return {
    name,
    url,
    stateDir,
    start: (processes, { nodeArgs, env: more } = {}) =>
      startBackend(processes, {
        name,
        ...backend,
        url,
        nodeArgs,
        configs: [join(app, 'app-config.yaml'), overlay],
        env: { ...env, GITHUB_TOKEN: 'none', ...more },
        log: join(stateDir, 'portal.log'),
      }),
    async token() {
      const response = await fetch(`${url}/api/auth/guest/refresh`, {
        method: 'POST',
        headers: { 'x-requested-with': 'XMLHttpRequest' },
      });
      const session = await response.json();
      return session.backstageIdentity.token;
    },
    async signIn(page) {
      await page.getByRole('button', { name: 'Enter' }).click();
      await page.getByRole('heading', { name: /Catalog/ }).waitFor();
    },
  };
}

function writeConfig(stateDir, config) {
  const file = join(stateDir, 'app-config.bench.yaml');
  // JSON is YAML.
  writeFileSync(file, JSON.stringify(config, undefined, 2));
  return file;
}

/** Objects are merged, everything else is replaced. */
function merge(below, above) {
  const isObject = value =>
    value && typeof value === 'object' && !Array.isArray(value);
  return Object.fromEntries(
    [...new Set([...Object.keys(below), ...Object.keys(above)])].map(key => [
      key,
      key in above && !(isObject(below[key]) && isObject(above[key]))
        ? above[key]
        : key in above
        ? merge(below[key], above[key])
        : below[key],
    ]),
  );
}
