// Two Argo CD instances with thousands of applications each: how quickly Runway answers, and what that costs Argo CD.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { ensureChromium } from '../lib/chromium.mjs';
import { step } from '../lib/progress.mjs';
import { root } from '../lib/toolchain.mjs';
import { timeOnScreen } from './deliveryOnScreen.mjs';
import {
  APPLICATIONS,
  changeApplication,
  instances,
  requestsOf,
  scaleComponent,
  scaleServices,
  startDeliveryPortal,
  startFullSandbox,
  until,
} from './deliveryPlatform.mjs';
import { listenTo } from './deliverySignals.mjs';
import { median, percentile } from './Figures.mjs';
import { stopAtDeath } from './stopAtDeath.mjs';

const VIEWERS = 200;
const EVENTS = 20;
const SERVICES = 50;

const services = scaleServices(SERVICES);

export async function measureDelivery({ env, stateDir, figures }) {
  const record = (what, unit, value, limit) =>
    figures.record('delivery', { what, unit, value, limit });
  const chromium = await step('Chromium', note => ensureChromium(env, note));
  const processes = stopAtDeath();
  try {
    const sandbox = await step(
      `Sandbox, 2 x ${APPLICATIONS} applications`,
      () => startFullSandbox(processes, { env, stateDir }),
    );
    const index = await step('Index by itself', () =>
      measureIndex({ env, sandbox }),
    );
    record('list of both instances from nothing', 's', index.seconds, 10);
    record('memory of the index', 'MB', index.heapMb, 150);
    const portal = await step('Portal', () =>
      startDeliveryPortal(processes, {
        env,
        stateDir,
        sandbox,
        instances: instances(sandbox),
        components: services.map(name => scaleComponent(name)),
        applications: 2 * APPLICATIONS,
      }),
    );
    const { person } = portal;
    await step('List', async () => {
      const { times, bytes } = await timeEach(person, lists(), 5);
      record('list, p50', 'ms', median(times));
      record('list, p95', 'ms', percentile(times, 0.95), 50);
      record('list, largest answer', 'KB', Math.max(...bytes) / 1000, 60);
    });
    await step('Lane', async () => {
      const lanes = services.map(name => `/argocd/services/${name}/lane`);
      const first = await timeEach(person, lanes, 1);
      const { times } = await timeEach(person, lanes, 6);
      record('lane, first look of a person, p50', 'ms', median(first.times));
      record('lane, p50', 'ms', median(times));
      record('lane, p95', 'ms', percentile(times, 0.95), 20);
    });
    await step('Events', async () => {
      const seconds = await timeEvents(portal, sandbox);
      record('event to changed answer, p50', 's', median(seconds));
      record('event to changed answer, slowest', 's', Math.max(...seconds), 1);
    });
    await step('Events on the screen', async () => {
      const times = await timeOnScreen({
        chromium,
        portal,
        sandbox,
        service: services[1],
      });
      record('event to change on screen, p50', 'ms', median(times));
      record(
        'event to change on screen, p95',
        'ms',
        percentile(times, 0.95),
        1000,
      );
    });
    await step(`${VIEWERS} viewers`, async () => {
      const [one, many] = [
        await upstreamRequests(portal, 1),
        await upstreamRequests(portal, VIEWERS),
      ];
      record('requests to Argo CD for one viewer', 'requests', one);
      record(
        `requests to Argo CD for ${VIEWERS} viewers`,
        'requests',
        many,
        one,
      );
    });
  } finally {
    await processes.stop();
  }
}

/** In a process of its own, so that nothing else is measured. */
async function measureIndex({ env, sandbox }) {
  const output = execFileSync(
    'node',
    [
      '--expose-gc',
      '--require',
      join(root, 'node_modules/@backstage/cli-node/config/nodeTransform.cjs'),
      fileURLToPath(new URL('deliveryIndex.mjs', import.meta.url)),
    ],
    {
      cwd: root,
      env: {
        ...env,
        RUNWAY_BENCH_ARGOCD: JSON.stringify(instances(sandbox)),
      },
      encoding: 'utf8',
    },
  );
  return JSON.parse(output.trim().split('\n').at(-1));
}

/** What people ask of a list: pages, filters, searches, orders, always of 100. */
const lists = () =>
  [
    '',
    'offset=4900',
    'offset=9900',
    'health=Degraded',
    'health=Degraded,Progressing&sync=OutOfSync',
    'instance=tools&sort=deployedAt&order=desc',
    'environment=production&sort=health',
    'q=scale-00&sort=team',
    'q=099&sort=cluster&order=desc',
    'project=scale-team-07&sort=sync',
  ].map(query => `/argocd/list?limit=100&${query}`);

/** @returns milliseconds and bytes of each answer, asked for one after the other */
async function timeEach(person, paths, times) {
  const figures = { times: [], bytes: [] };
  for (let n = 0; n < times; n++) {
    for (const path of paths) {
      const started = performance.now();
      const response = await fetch(`${person.url}/api${path}`, {
        // Bytes are those of the answer itself.
        headers: {
          authorization: `Bearer ${person.token}`,
          'accept-encoding': 'identity',
        },
      });
      const body = await response.arrayBuffer();
      figures.times.push(performance.now() - started);
      figures.bytes.push(body.byteLength);
      if (!response.ok) {
        throw new Error(`${path} answers ${response.status}`);
      }
    }
  }
  return figures;
}

/** From a change in Argo CD to the answer that shows it, asked for when the signal came. */
async function timeEvents({ person }, sandbox) {
  const service = services[0];
  const path = `/argocd/services/${service}/lane`;
  const { channel, stages } = await person.get(path);
  const [application] = stages.find(
    ({ applications }) => applications.length,
  ).applications;
  const signals = await listenTo(person, channel);
  const seconds = [];
  try {
    for (let n = 0; n < EVENTS; n++) {
      const healthMessage = `Change ${n}`;
      const started = performance.now();
      await changeApplication(sandbox, application, {
        status: { health: { status: 'Degraded', message: healthMessage } },
      });
      await until('the change', async () => {
        await signals.next();
        const { stages: now } = await person.get(path);
        return now.some(({ applications }) =>
          applications.some(each => each.healthMessage === healthMessage),
        );
      });
      seconds.push((performance.now() - started) / 1000);
      await sleep(400);
    }
  } finally {
    signals.close();
  }
  return seconds;
}

/** What so many people, who each open list, lane and home page within ten seconds, make the portal ask of Argo CD. */
async function upstreamRequests({ person, requestLog }, viewers) {
  const since = Date.now();
  const [service] = services;
  await Promise.all(
    Array.from({ length: viewers }, async (_, n) => {
      await sleep((10_000 / viewers) * n);
      await Promise.all([
        person.get(`/argocd/list?limit=100&offset=${n}`),
        person.get(`/argocd/services/${service}/lane`),
        person.get(`/argocd/applications?service=${service}`),
      ]);
    }),
  );
  // The log is written behind the requests.
  await sleep(500);
  const requests = requestsOf(requestLog).filter(({ url }) =>
    /\/argocd(-tools)?\/api\/v1\/app/.test(url),
  );
  if (!requests.length) {
    throw new Error('Not even the first lists were recorded');
  }
  return requests.filter(({ startedAt }) => startedAt >= since).length;
}
