// Runway against a stock Backstage app: start, memory, first page. Both built for production, on SQLite, in turns.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ensureChromium } from '../lib/chromium.mjs';
import { startSandbox } from '../lib/platform.mjs';
import { freePort } from '../lib/ports.mjs';
import { step } from '../lib/progress.mjs';
import { runwayApp, stockApp } from './apps.mjs';
import { median } from './Figures.mjs';
import {
  launchBrowser,
  loadFirstPage,
  repeatApiCalls,
  signInOnce,
} from './firstPage.mjs';
import { processorSeconds, residentMb } from './processFigures.mjs';
import { stopAtDeath } from './stopAtDeath.mjs';

const IDLE_MS = 12_000;
const PAGE_LOADS = 50;
const LOADS_PER_START = 3;

export async function measureStock({ env, stateDir, figures, repetitions }) {
  const chromium = await step('Chromium', note => ensureChromium(env, note));
  const upstreams = stopAtDeath();
  let browser;
  try {
    const port = await freePort();
    const sandboxEnv = await step('Sandbox', () =>
      startSandbox(upstreams, { env, stateDir, port }),
    );
    const apps = [
      await step('Stock app', note =>
        stockApp(env, { stateDir: join(stateDir, 'stock') }, note),
      ),
      await step('Runway', () =>
        runwayApp(env, {
          stateDir: join(stateDir, 'runway'),
          sandbox: { port, env: sandboxEnv },
        }),
      ),
    ];
    browser = await launchBrowser(chromium);
    const samples = { stock: [], runway: [] };
    for (const app of apps) {
      await step(`${app.name}: first start`, () => makeDatabase(app));
    }
    for (let n = 1; n <= repetitions; n++) {
      for (const app of apps) {
        await step(`${app.name}: round ${n}`, async note => {
          const sample = await measureRound(browser, app);
          samples[app.name].push(sample);
          note(
            `ready ${sample.ready.toFixed(1)} s, ${Math.round(
              sample.idleMb,
            )} MB`,
          );
        });
      }
    }
    record(figures, samples);
  } finally {
    await browser?.close();
    await upstreams.stop();
    for (const name of ['stock', 'runway']) {
      rmSync(join(stateDir, name), { recursive: true, force: true });
    }
  }
}

/** What is compared are starts on a database that exists, as after every deployment. */
async function makeDatabase(app) {
  const processes = stopAtDeath();
  try {
    await app.start(processes);
    await app.token();
    await sleep(5000);
  } finally {
    await processes.stop();
  }
}

async function measureRound(browser, app) {
  const processes = stopAtDeath();
  try {
    const { readySeconds, child } = await app.start(processes);
    const startProcessor = processorSeconds(child.pid);
    await sleep(IDLE_MS);
    const idleMb = residentMb(child.pid);
    const session = await signInOnce(browser, app);
    const pages = [];
    for (let n = 0; n < LOADS_PER_START; n++) {
      pages.push(await loadFirstPage(browser, app, session));
    }
    await repeatApiCalls(app, pages.at(-1).apiCalls, PAGE_LOADS);
    await sleep(2000);
    return {
      ready: readySeconds,
      startProcessor,
      idleMb,
      usedMb: residentMb(child.pid),
      pages,
    };
  } finally {
    await processes.stop();
  }
}

function record(figures, samples) {
  const compare = (what, unit, goal, pick) =>
    figures.record('stock', {
      what,
      unit,
      value: median(samples.runway.flatMap(pick)),
      stock: median(samples.stock.flatMap(pick)),
      goal,
    });
  const ofPages = pick => sample => sample.pages.map(pick);
  compare('time to ready', 's', 1, ({ ready }) => ready);
  compare(
    'processor time to ready',
    's',
    undefined,
    ({ startProcessor }) => startProcessor,
  );
  compare('resident memory, idle', 'MB', 1, ({ idleMb }) => idleMb);
  compare(
    `resident memory after ${PAGE_LOADS} page loads`,
    'MB',
    1,
    ({ usedMb }) => usedMb,
  );
  compare(
    'first page, transferred',
    'KB',
    0.75,
    ofPages(({ bytes }) => bytes / 1000),
  );
  compare(
    'first page, JavaScript of it',
    'KB',
    undefined,
    ofPages(({ scriptBytes }) => scriptBytes / 1000),
  );
  compare(
    'first page, requests',
    '',
    0.8,
    ofPages(({ requests }) => requests),
  );
  compare(
    'first page, LCP',
    'ms',
    0.9,
    ofPages(({ lcpMs }) => lcpMs),
  );
}
