// Create runs, one after the other: how long a person waits, and how much of it is the portal's own doing.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { step } from '../lib/progress.mjs';
import { createService } from './createService.mjs';
import { median } from './Figures.mjs';
import { coveredMs } from './intervals.mjs';
import { startPlatform } from './platformForRuns.mjs';
import { upstreamWork } from './upstreamWork.mjs';

const TEAM = 'flight-ops';
/** Streams stay open: nobody waits for them. */
const isStream = ({ url }) => url.includes('/stream/');

export async function measureRuns({ env, stateDir, figures, repetitions }) {
  const requestLog = join(stateDir, 'requests.jsonl');
  const platform = await startPlatform({
    env,
    stateDir,
    nodeArgs: [
      '--import',
      fileURLToPath(new URL('recordRequests.mjs', import.meta.url)),
    ],
    portalEnv: { RUNWAY_BENCH_REQUESTS: requestLog },
  });
  try {
    const { person, sandbox } = platform;
    await step('Warm up', () =>
      createService(person, { name: 'bench-0-api', team: TEAM }),
    );
    const samples = [];
    for (let n = 1; n <= Math.max(5, repetitions); n++) {
      await step(`Run ${n}`, async note => {
        const name = `bench-${n}-api`;
        const run = await createService(person, { name, team: TEAM });
        // The log is written behind the requests.
        await sleep(500);
        const requests = readRequests(requestLog, sandbox.url);
        const work = await upstreamWork(sandbox, { name, team: TEAM, run });
        const whole = { startedAt: run.clickedAt, endedAt: run.endedAt };
        const inRequests = coveredMs(requests, whole) / 1000;
        const upstream = coveredMs([...requests, ...work], whole) / 1000;
        samples.push({ ...run, inRequests, upstream });
        note(
          `Healthy after ${run.healthySeconds.toFixed(1)} s, own share ${(
            run.totalSeconds - upstream
          ).toFixed(1)} s`,
        );
      });
    }
    record(figures, samples);
  } finally {
    await platform.stop();
  }
}

function readRequests(file, origin) {
  if (!existsSync(file)) {
    return [];
  }
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map(line => JSON.parse(line))
    .filter(({ url }) => url.startsWith(origin))
    .filter(request => !isStream(request));
}

function record(figures, samples) {
  const add = (what, numbers, limit) =>
    figures.record('runs', { what, unit: 's', value: median(numbers), limit });
  const pick = name => samples.map(sample => sample[name]);
  add('click to Healthy', pick('healthySeconds'), 15);
  figures.record('runs', {
    what: `click to Healthy, slowest of ${samples.length}`,
    unit: 's',
    value: Math.max(...pick('healthySeconds')),
    limit: 15,
  });
  add('click to the end of the run', pick('totalSeconds'));
  add('  requests to upstream systems under way', pick('inRequests'));
  add('  these, or upstream systems at work', pick('upstream'));
  add(
    '  the portal’s own share',
    samples.map(({ totalSeconds, upstream }) => totalSeconds - upstream),
    2,
  );
  for (const { id } of samples[0].steps) {
    add(
      `  step ${id}`,
      samples.map(({ steps }) => {
        const { startedAt, finishedAt } = steps.find(each => each.id === id);
        return (finishedAt - startedAt) / 1000;
      }),
    );
  }
}
