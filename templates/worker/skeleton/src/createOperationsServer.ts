import { createServer, type Server } from 'node:http';
import type { Metrics } from './metrics.ts';

/**
 * `GET /healthz`: 503 when the worker hangs; Kubernetes restarts it then. Never ask the queue here, or its outage restarts all replicas.
 * `GET /metrics`: for Prometheus.
 */
export function createOperationsServer(isAlive: () => boolean, { registry }: Metrics): Server {
  return createServer((request, response) => {
    switch (request.url) {
      case '/healthz': {
        const alive = isAlive();
        response.writeHead(alive ? 200 : 503, { 'content-type': 'application/json' });
        response.end(JSON.stringify({ status: alive ? 'ok' : 'hangs' }));
        break;
      }
      case '/metrics':
        registry.metrics().then(
          text => response.writeHead(200, { 'content-type': registry.contentType }).end(text),
          () => response.writeHead(500).end(),
        );
        break;
      default:
        response.writeHead(404).end();
    }
  });
}
