// Twenty people press Create in the same moment.
import { setTimeout as sleep } from 'node:timers/promises';
import { step } from '../lib/progress.mjs';
import { createService } from './createService.mjs';
import { median } from './Figures.mjs';
import { startPlatform } from './platformForRuns.mjs';

const AT_ONCE = 20;
const SINGLE_RUNS = 3;
const TEAM = 'flight-ops';

export async function measureLoad({ env, stateDir, figures }) {
  const platform = await startPlatform({ env, stateDir });
  try {
    const { person } = platform;
    const create = name => createService(person, { name, team: TEAM });
    await step('Warm up', () => create('bench-0-api'));
    const single = [];
    await step('One at a time', async () => {
      for (let n = 1; n <= SINGLE_RUNS; n++) {
        single.push((await create(`single-${n}-api`)).totalSeconds);
      }
    });
    await sleep(3000);
    const settled = await step(`${AT_ONCE} at once`, () =>
      Promise.allSettled(
        Array.from({ length: AT_ONCE }, (_, n) => create(`load-${n + 1}-api`)),
      ),
    );
    const runs = settled.flatMap(({ value }) => value ?? []);
    for (const { reason } of settled) {
      if (reason) {
        console.error(`  ${reason.message}`);
      }
    }
    const add = (what, unit, value, more) =>
      figures.record('load', { what, unit, value, ...more });
    add('one run alone', 's', median(single));
    add(`${AT_ONCE} at once, failed`, 'runs', AT_ONCE - runs.length, {
      limit: 0,
    });
    const seconds = runs.map(({ totalSeconds }) => totalSeconds);
    add(`${AT_ONCE} at once, median`, 's', median(seconds));
    add(`${AT_ONCE} at once, slowest`, 's', Math.max(...seconds), {
      limit: 3 * median(single),
    });
    for (const { id } of runs[0].steps) {
      const of = runs.map(({ steps }) => {
        const { startedAt, finishedAt } = steps.find(each => each.id === id);
        return (finishedAt - startedAt) / 1000;
      });
      add(`  step ${id}, median`, 's', median(of));
    }
  } finally {
    await platform.stop();
  }
}
