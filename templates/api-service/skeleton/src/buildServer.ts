import { randomUUID } from 'node:crypto';
import Fastify, { type FastifyInstance } from 'fastify';
import type { Config } from './config.ts';
import { addGreetings } from './greetings.ts';
import { addHealth } from './health.ts';
import { addMetrics } from './metrics.ts';
import { addOpenApi } from './openApi.ts';
import { addProblems } from './problems.ts';

/** The service without its socket: tests call it through `inject`, `main.ts` lets it listen. */
export function buildServer(config: Config): FastifyInstance {
  const app = Fastify({
    logger: {
      level: config.logLevel,
      base: {
        service: config.serviceName,
        version: config.serviceVersion,
        environment: config.environment,
      },
      formatters: { level: label => ({ level: label }) },
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      redact: ['req.headers.authorization', 'req.headers.cookie'],
    },
    // The ingress controller sets the client's address and the id that ties log lines together.
    trustProxy: true,
    requestIdHeader: 'x-request-id',
    genReqId: () => randomUUID(),
    // Open connections that carry no request would hold up a shutdown.
    forceCloseConnections: 'idle',
    // Requests that came before the load balancer forgot this replica are still answered.
    return503OnClosing: false,
  });

  addProblems(app);
  addMetrics(app);
  addHealth(app);
  addOpenApi(app);
  addGreetings(app, config.sessionKey);
  return app;
}
