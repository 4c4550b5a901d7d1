// The catalog of a large organisation, in Runway and in a stock app: how long until it is in, and how quickly it answers.
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ensureChromium } from '../lib/chromium.mjs';
import { startSandbox } from '../lib/platform.mjs';
import { startPostgres } from '../lib/postgres.mjs';
import { freePort } from '../lib/ports.mjs';
import { step } from '../lib/progress.mjs';
import { runwayApp, stockApp } from './apps.mjs';
import { writeCatalogFiles } from './catalogInput.mjs';
import { median } from './Figures.mjs';
import { launchBrowser, loadFirstPage, signInOnce } from './firstPage.mjs';
import { processorSeconds, residentMb } from './processFigures.mjs';
import { stopAtDeath } from './stopAtDeath.mjs';

const ALL_IN_WITHIN_MS = 30 * 60_000;
const AT_REST_WITHIN_MS = 120_000;
const REPEATS = 60;
const GOAL = 0.5;
/** The page that lists components: of whoever owns them. */
const LIST = '?filters%5Bkind%5D=component&filters%5Buser%5D=all';
const ENTITY_KINDS = ['Component', 'System', 'Group', 'Location'];

export async function measureCatalog({
  env,
  stateDir,
  figures,
  components,
  databases,
}) {
  const chromium = await step('Chromium', note => ensureChromium(env, note));
  const files = writeCatalogFiles(join(stateDir, 'catalog'), components);
  for (const database of databases) {
    const postgres =
      database === 'PostgreSQL'
        ? await step('PostgreSQL', () => startPostgres())
        : undefined;
    try {
      const samples = {};
      for (const name of ['stock', 'runway']) {
        samples[name] = await step(
          `${components} components in ${name}, ${database}`,
          note =>
            measureSide({
              env,
              stateDir: join(stateDir, `${database}-${name}`),
              chromium,
              name,
              files,
              components,
              postgres,
              note,
            }),
        );
      }
      record(figures, { database, components, samples });
    } finally {
      await postgres?.stop();
    }
  }
}

async function measureSide(options) {
  const { env, stateDir, name, components, chromium, note } = options;
  const processes = stopAtDeath();
  let browser;
  try {
    const app = await makeApp(processes, options);
    const started = performance.now();
    const { child } = await app.start(processes, {
      nodeArgs: process.env.RUNWAY_BENCH_NODE_ARGS?.split(' '),
    });
    const token = await app.token();
    await untilAllIn(app, token, components, note);
    const allIn = (performance.now() - started) / 1000;
    const allInMb = residentMb(child.pid);
    const processor = processorSeconds(child.pid);
    note('waiting until it is at rest');
    await untilAtRest(child.pid);
    browser = await launchBrowser(chromium);
    const session = await signInOnce(browser, app);
    const page = await loadFirstPage(
      browser,
      app,
      session,
      `${name === 'stock' ? '/' : '/catalog'}${LIST}`,
    );
    const calls = page.apiCalls.filter(
      ({ path, method }) =>
        path.startsWith('/api/catalog/') && method !== 'OPTIONS',
    );
    const lists = calls.filter(({ path }) => path.includes('/by-query'));
    const facets = calls.filter(({ path }) => path.includes('/entity-facets'));
    return {
      allIn,
      allInMb,
      processor,
      list: await timeEach(app, lists),
      facets: await timeEach(app, facets),
      usedMb: residentMb(child.pid),
    };
  } finally {
    await browser?.close();
    await processes.stop();
  }
}

async function makeApp(processes, options) {
  const { env, stateDir, name, files, postgres } = options;
  const location = {
    type: 'file',
    target: files,
    rules: [{ allow: ENTITY_KINDS }],
  };
  const database = postgres && databaseConfig(postgres.url, name);
  if (name === 'stock') {
    return stockApp(
      env,
      {
        stateDir,
        config: {
          catalog: { locations: [location] },
          ...(database && { backend: { database } }),
        },
      },
      () => {},
    );
  }
  const port = await freePort();
  const sandboxEnv = await startSandbox(processes, {
    env,
    stateDir,
    port,
    seed: 'minimal',
  });
  return runwayApp(env, {
    stateDir,
    sandbox: { port, env: sandboxEnv },
    config: {
      catalog: {
        locations: [
          location,
          {
            type: 'url',
            target: `http://localhost:${port}/gitlab/platform/catalog/-/blob/main/all.yaml`,
            rules: [
              { allow: ['User', 'Group', 'System', 'Domain', 'Location'] },
            ],
          },
        ],
      },
      ...(database && { backend: { database } }),
    },
  });
}

/** As in app-config.production.yaml: what belongs to SQLite is taken out. */
function databaseConfig(url, name) {
  const { hostname, port, username, password } = new URL(url);
  return {
    client: 'pg',
    prefix: `${name}_`,
    plugin: null,
    connection: {
      directory: null,
      host: hostname,
      port: Number(port),
      user: username,
      password,
    },
  };
}

async function untilAllIn(app, token, components, note) {
  const deadline = Date.now() + ALL_IN_WITHIN_MS;
  for (;;) {
    const response = await fetch(
      `${app.url}/api/catalog/entities/by-query?filter=kind=component,metadata.annotations.gitlab.com/project-slug&limit=0`,
      { headers: { authorization: `Bearer ${token}` } },
    );
    const { totalItems } = response.ok ? await response.json() : {};
    note(`${totalItems} in`);
    if (totalItems >= components) {
      return;
    }
    if (Date.now() > deadline) {
      throw new Error(`${app.name}: only ${totalItems} components came in`);
    }
    await sleep(1000);
  }
}

/** Entities that are in are put together once more when their neighbours come: both sides get the time for that. */
async function untilAtRest(pid) {
  const deadline = Date.now() + AT_REST_WITHIN_MS;
  let before = processorSeconds(pid);
  let quiet = 0;
  while (quiet < 2 && Date.now() < deadline) {
    await sleep(5000);
    const now = processorSeconds(pid);
    // A tenth of a processor is what an idle backend may take.
    quiet = now - before <= 1 ? quiet + 1 : 0;
    before = now;
  }
}

/** @returns {Promise<number>} median of the time in milliseconds of one such request, sent one after the other */
async function timeEach(app, calls) {
  const times = [];
  for (let n = 0; n < REPEATS; n++) {
    for (const { method, path, headers, body } of calls) {
      const started = performance.now();
      const response = await fetch(app.url + path, {
        method,
        headers: {
          authorization: headers.authorization,
          ...(body && { 'content-type': 'application/json' }),
        },
        body,
      });
      await response.arrayBuffer();
      if (!response.ok) {
        throw new Error(`${method} ${path} answers ${response.status}`);
      }
      times.push(performance.now() - started);
    }
  }
  return median(times);
}

function record(figures, { database, components, samples }) {
  const part = 'catalog';
  const compare = (what, unit, pick, goal) =>
    figures.record(part, {
      what: `${database}: ${what}`,
      unit,
      value: pick(samples.runway),
      stock: pick(samples.stock),
      goal,
    });
  compare(`${components} components in`, 's', ({ allIn }) => allIn, GOAL);
  compare(
    'processor time of the backend until then',
    's',
    ({ processor }) => processor,
  );
  compare('list, p50', 'ms', ({ list }) => list, GOAL);
  compare('facets, p50', 'ms', ({ facets }) => facets, GOAL);
  compare('resident memory when in', 'MB', ({ allInMb }) => allInMb, GOAL);
  compare('resident memory after use', 'MB', ({ usedMb }) => usedMb, GOAL);
}
