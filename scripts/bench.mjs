// npm run bench: how long the things take that people wait for, and how Runway compares with a stock Backstage app.
// docs/how-to/measure.md says what each figure means.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Figures } from './bench/Figures.mjs';
import { Advice, main, step } from './lib/progress.mjs';
import { ensureToolchain, stateDir as runwayDir } from './lib/toolchain.mjs';
import {
  ensureBackendBuilt,
  ensureBuilt,
  ensureInstalled,
} from './lib/workspace.mjs';

/** In the order in which they run. */
const PARTS = {
  starts: async context =>
    (await import('./bench/starts.mjs')).measureStarts(context),
  stock: async context =>
    (await import('./bench/stock.mjs')).measureStock(context),
  runs: async context =>
    (await import('./bench/runs.mjs')).measureRuns(context),
  load: async context =>
    (await import('./bench/load.mjs')).measureLoad(context),
  catalog: async context =>
    (await import('./bench/catalog.mjs')).measureCatalog(context),
  delivery: async context =>
    (await import('./bench/delivery.mjs')).measureDelivery(context),
  'delivery-peer': async context =>
    (await import('./bench/deliveryPeer.mjs')).measureDeliveryPeer(context),
};

const USAGE = `npm run bench -- [options]

  --only <parts>    some of ${Object.keys(PARTS).join(
    ', ',
  )}; separated by commas (default: all)
  --runs <number>   repetitions of what is repeated (default 3)
  --components <n>  size of the catalog (default 10000)
  --database <one>  PostgreSQL or SQLite, for the catalog (default both)
  --no-build        measure what was built last
`;

main(async () => {
  const { parts, build, ...options } = readOptions();
  const env = await step('Node 24 and Yarn 4', note => ensureToolchain(note));
  if (build) {
    await step('Dependencies', async note => note(await ensureInstalled(env)));
    await step('Frontend', async note => note(await ensureBuilt(env)));
    await step('Backend', async note => note(await ensureBackendBuilt(env)));
  }
  const figures = new Figures();
  try {
    for (const part of parts) {
      const stateDir = mkdtempSync(join(tmpdir(), 'runway-bench-'));
      try {
        await PARTS[part]({ env, stateDir, figures, ...options });
      } finally {
        rmSync(stateDir, { recursive: true, force: true });
      }
    }
  } finally {
    // What was measured before something failed is worth showing.
    figures.write(join(runwayDir, 'reports', 'bench.json'));
    figures.print();
  }
});

function readOptions() {
  let values;
  try {
    ({ values } = parseArgs({
      options: {
        only: { type: 'string' },
        runs: { type: 'string', default: '3' },
        components: { type: 'string', default: '10000' },
        database: { type: 'string' },
        'no-build': { type: 'boolean', default: false },
      },
    }));
  } catch (error) {
    throw new Advice(`${error.message}\n\n${USAGE}`);
  }
  const wanted = values.only?.split(',') ?? Object.keys(PARTS);
  const unknown = wanted.filter(part => !(part in PARTS));
  const repetitions = Number(values.runs);
  if (unknown.length || !Number.isInteger(repetitions) || repetitions < 1) {
    throw new Advice(USAGE);
  }
  return {
    parts: Object.keys(PARTS).filter(part => wanted.includes(part)),
    repetitions,
    components: Number(values.components),
    databases: values.database ? [values.database] : ['PostgreSQL', 'SQLite'],
    build: !values['no-build'],
  };
}
