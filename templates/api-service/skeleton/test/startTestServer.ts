import type { FastifyInstance } from 'fastify';
import { buildServer } from '../src/buildServer.ts';

/** The service as the tests call it. */
export function startTestServer(): FastifyInstance {
  return buildServer({
    port: 0,
    serviceName: 'test',
    serviceVersion: 'test',
    environment: 'test',
    logLevel: 'fatal',
    sessionKey: 'k'.repeat(32),
  });
}
