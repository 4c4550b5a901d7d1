import type { FastifyInstance } from 'fastify';

declare module 'fastify' {
  interface FastifyInstance {
    /** Whether the replica wants requests; false as soon as it shuts down. */
    readiness: { ready: boolean };
  }
}

/**
 * `GET /healthz`: the process works; when not, Kubernetes restarts it. Never ask another system here, or its outage restarts all replicas.
 * `GET /readyz`: the replica can serve; when not, it gets no requests.
 */
export function addHealth(app: FastifyInstance): void {
  app.decorate('readiness', { ready: true });

  app.get('/healthz', { logLevel: 'warn' }, () => ({ status: 'ok' }));

  app.get('/readyz', { logLevel: 'warn' }, (_request, reply) =>
    app.readiness.ready
      ? reply.send({ status: 'ready' })
      : reply.code(503).send({ status: 'shutting down' }),
  );
}
