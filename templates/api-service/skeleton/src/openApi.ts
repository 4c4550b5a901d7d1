import { readFileSync } from 'node:fs';
import type { FastifyInstance } from 'fastify';

/** `GET /openapi.yaml`: the contract that the tests hold the service to. */
export function addOpenApi(app: FastifyInstance): void {
  const document = readFileSync(new URL('../openapi.yaml', import.meta.url), 'utf8');

  app.get('/openapi.yaml', (_request, reply) => reply.type('application/yaml').send(document));
}
