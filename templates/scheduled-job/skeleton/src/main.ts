import { pino } from 'pino';
import { type Config, loadConfig } from './config.ts';
import { job } from './job.ts';
import { exitCodeOf, runJob } from './runJob.ts';

function createLog(config?: Config) {
  return pino({
    level: config?.logLevel ?? 'info',
    base: config && {
      service: config.serviceName,
      version: config.serviceVersion,
      environment: config.environment,
    },
    formatters: { level: label => ({ level: label }) },
    timestamp: pino.stdTimeFunctions.isoTime,
  });
}

const stop = new AbortController();
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => stop.abort(new Error(`${signal} was received.`)));
}

try {
  const config = loadConfig(process.env);
  const log = createLog(config);
  log.info({ deadlineMs: config.deadlineMs }, 'begins');
  process.exit(await runJob({ job, log, deadlineMs: config.deadlineMs, stop: stop.signal }));
} catch (error) {
  createLog().fatal({ err: error }, 'did not begin');
  process.exit(exitCodeOf(error));
}
