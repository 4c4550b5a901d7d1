import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { loadConfig } from './config.ts';
import { createOperationsServer } from './createOperationsServer.ts';
import { handleJob } from './handleJob.ts';
import { createMetrics } from './metrics.ts';
import { openQueue } from './queue/openQueue.ts';
import { Worker } from './Worker.ts';

const config = loadConfig(process.env);
const log = pino({
  level: config.logLevel,
  base: {
    service: config.serviceName,
    version: config.serviceVersion,
    environment: config.environment,
  },
  formatters: { level: label => ({ level: label }) },
  timestamp: pino.stdTimeFunctions.isoTime,
});

const metrics = createMetrics();
const queue = await openQueue(config, error => log.warn({ err: error }, 'the database does not answer'));
const worker = new Worker({ ...config, queue, handle: handleJob, log, metrics });
const server = createOperationsServer(() => worker.isAlive, metrics);

if (config.queue === 'memory') {
  log.warn('jobs are kept in memory: they are lost when this process ends, and nobody else sees them');
  await queue.add('example', { name: 'world' });
}
worker.start();
server.listen(config.port, '0.0.0.0');
await once(server, 'listening');
const { port } = server.address() as AddressInfo;
log.info({ port, queue: config.queue, concurrency: config.concurrency }, 'works');

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    log.info({ signal }, 'finishes what it has begun');
    // The chart's shutdown.gracePeriodSeconds is longer than this.
    worker
      .stop(config.jobTimeoutMs)
      .then(() => queue.close())
      .then(
        () => process.exit(0),
        (error: unknown) => {
          log.error({ err: error }, 'did not end well');
          process.exit(1);
        },
      );
  });
}
