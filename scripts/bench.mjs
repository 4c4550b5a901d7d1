// npm run bench: how long the things take that people wait for. Prints a table; the limits are goals of the project.
import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { startPortal, startSandbox } from './lib/platform.mjs';
import { PortalClient, signInWorks } from './lib/PortalClient.mjs';
import { freePort } from './lib/ports.mjs';
import { main, step } from './lib/progress.mjs';
import { Processes } from './lib/run.mjs';
import { ensureToolchain, stateDir as runwayDir } from './lib/toolchain.mjs';
import { ensureBuilt, ensureInstalled } from './lib/workspace.mjs';

main(async () => {
  const { values } = parseArgs({
    options: { runs: { type: 'string', default: '5' } },
  });
  const env = await step('Node 24 and Yarn 4', note => ensureToolchain(note));
  await step('Dependencies', async note => note(await ensureInstalled(env)));
  await step('Frontend', async note => note(await ensureBuilt(env)));
  const stateDir = mkdtempSync(join(tmpdir(), 'runway-bench-'));
  const ports = { portal: await freePort(), sandbox: await freePort() };
  const figures = [];
  const record = (what, seconds, limit) =>
    figures.push({ what, seconds: Number(seconds.toFixed(2)), limit });
  let processes;

  const boot = async () => {
    processes = new Processes((name, code, log) => {
      console.error(`the ${name} ended with code ${code}: ${log}`);
      process.exit(1);
    });
    const started = performance.now();
    const upstreams = await startSandbox(processes, {
      env,
      stateDir,
      port: ports.sandbox,
    });
    const sandboxReady = performance.now();
    const url = await startPortal(processes, {
      env: { ...env, ...upstreams },
      stateDir,
      port: ports.portal,
      sandboxPort: ports.sandbox,
    });
    await fetch(url).then(response => response.text());
    const ready = performance.now();
    await signInWorks(url);
    return {
      url,
      sandbox: (sandboxReady - started) / 1000,
      total: (ready - started) / 1000,
    };
  };

  try {
    const first = await step('First start', () => boot());
    record(
      'first start, sandbox (makes the sample organisation)',
      first.sandbox,
    );
    record('first start, to a page that answers', first.total);
    await processes.stop();
    const warm = await step('Warm start', () => boot());
    record('warm start, sandbox', warm.sandbox);
    record('warm start, to a page that answers', warm.total, 15);

    const person = await PortalClient.signIn(warm.url, 'amelia.reyes');
    await step('Settle', () => sleep(10_000));
    const healthy = [];
    const steps = {};
    for (let n = 1; n <= Number(values.runs); n++) {
      await step(`Run ${n}`, async note => {
        const run = await createService(person, `bench-${n}-api`);
        healthy.push(run.healthySeconds);
        for (const { id, seconds } of run.steps) {
          (steps[id] ??= []).push(seconds);
        }
        note(`${run.healthySeconds.toFixed(1)} s to Healthy`);
      });
    }
    record(
      `click to Healthy, median of ${healthy.length}`,
      median(healthy),
      15,
    );
    record(
      `click to Healthy, slowest of ${healthy.length}`,
      Math.max(...healthy),
      15,
    );
    for (const [id, seconds] of Object.entries(steps)) {
      record(`  step ${id}, median`, median(seconds));
    }
  } finally {
    await processes?.stop();
    rmSync(stateDir, { recursive: true, force: true });
  }

  mkdirSync(join(runwayDir, 'reports'), { recursive: true });
  writeFileSync(
    join(runwayDir, 'reports', 'bench.json'),
    JSON.stringify(figures, undefined, 2),
  );
  console.table(
    Object.fromEntries(
      figures.map(({ what, seconds, limit }) => [
        what,
        {
          seconds,
          limit: limit ?? '',
          ratio: limit ? Number((seconds / limit).toFixed(2)) : '',
        },
      ]),
    ),
  );
});

/** Presses Create as a browser does, and watches until the service is Healthy and the run has ended. */
async function createService(person, name) {
  const clicked = performance.now();
  const { id } = await person.post('/provisioning/runs', {
    templateRef: 'template:default/api-service',
    requestId: randomUUID(),
    values: {
      name,
      owner: 'group:default/flight-ops',
      description: 'Measures how long a person waits.',
      port: 8080,
      minReplicas: 1,
      maxReplicas: 3,
    },
  });
  let healthySeconds;
  for (;;) {
    const run = await person.get(`/provisioning/runs/${id}`);
    if (run.status === 'failed') {
      throw new Error(`${name} failed: ${run.error.message}`);
    }
    const deployment = run.steps.find(step => step.id === 'deployment');
    if (deployment?.status === 'succeeded') {
      healthySeconds ??= (performance.now() - clicked) / 1000;
    }
    if (run.status === 'succeeded') {
      return {
        healthySeconds,
        steps: run.steps.map(step => ({
          id: step.id,
          seconds:
            (Date.parse(step.finishedAt) - Date.parse(step.startedAt)) / 1000,
        })),
      };
    }
    await sleep(200);
  }
}

function median(numbers) {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
}
