// A process with nothing but the index of applications: how long it takes to fill, and what it holds. Run with
// --expose-gc and Backstage's transformation of TypeScript; says what it found as a line of JSON.
import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';

const require = createRequire(import.meta.url);
const feed = '../../plugins/argocd-backend/src/feed';
const { ApplicationFeed } = require(`${feed}/ApplicationFeed`);
const { FeedTelemetry } = require(`${feed}/FeedTelemetry`);
const {
  InMemoryApplicationIndex,
} = require(`${feed}/InMemoryApplicationIndex`);
const { createUpstreams } = require('../../packages/integrations/src');
const { ConfigReader } = require('@backstage/config');
const { metrics } = require('@opentelemetry/api');

const logger = {
  info() {},
  debug() {},
  warn: console.error,
  error: console.error,
  child: () => logger,
};
const argocd = JSON.parse(process.env.RUNWAY_BENCH_ARGOCD);
const unused = { name: 'none', baseUrl: 'http://localhost:1', token: 'none' };
const upstreams = createUpstreams(
  new ConfigReader({
    runway: {
      environments: [
        { name: 'dev', cluster: 'none', argocd: argocd[0].name, vault: 'none' },
      ],
      gitlab: [unused],
      argocd,
      vault: [{ ...unused, auth: { type: 'token', token: 'none' } }],
      kubernetes: [{ ...unused, auth: { type: 'token', token: 'none' } }],
      gitops: { project: 'platform/gitops' },
      charts: { project: 'platform/charts' },
      registry: { host: 'registry.example' },
    },
  }),
  { logger },
);

const instances = argocd.map(({ name }) => name);
const index = new InMemoryApplicationIndex({ instances });
const heapMb = () => {
  globalThis.gc();
  return process.memoryUsage().heapUsed / 2 ** 20;
};
const before = heapMb();
const started = performance.now();
const feeds = instances.map(
  instance =>
    new ApplicationFeed({
      client: upstreams.argocd(instance),
      index,
      teamOf: () => undefined,
      telemetry: new FeedTelemetry({ meter: metrics.getMeter('bench'), index }),
      logger,
    }),
);
feeds.forEach(each => each.start());
while (!instances.every(instance => index.knows(instance))) {
  await sleep(10);
}
const seconds = (performance.now() - started) / 1000;
const held = heapMb() - before;
const applications = instances.reduce(
  (total, instance) => total + index.count(instance),
  0,
);
await Promise.all(feeds.map(each => each.stop()));
await upstreams.close();
console.log(JSON.stringify({ seconds, heapMb: held, applications }));
