import { randomUUID } from 'node:crypto';
import Fastify, { type FastifyInstance } from 'fastify';
import { addPages } from './addPages.ts';
import { type Config, toBrowserConfig } from './config.ts';
import { addHealth } from './health.ts';
import { securityHeaders } from './securityHeaders.ts';

/**
 * The server without its socket: tests call it through `inject`, `main.ts` lets it listen.
 *
 * @param webRoot - absolute path of the built files
 */
export function buildServer(config: Config, webRoot: string): FastifyInstance {
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

  const headers = securityHeaders(config.apiUrl);
  app.addHook('onRequest', (_request, reply, done) => {
    reply.headers(headers);
    done();
  });

  addHealth(app);
  const browserConfig = toBrowserConfig(config);
  app.get('/config.json', (_request, reply) =>
    reply.header('cache-control', 'no-store').send(browserConfig),
  );
  addPages(app, webRoot);
  return app;
}
