import { createServer } from 'node:http';

/**
 * `/healthz`: the process works. `/readyz`: it wants requests; not any more once it shuts down. `/metrics`: for Prometheus.
 */
export function createApp() {
  let ready = true;
  let requests = 0;
  const routes = {
    '/healthz': () => [200, 'ok'],
    '/readyz': () => (ready ? [200, 'ready'] : [503, 'shutting down']),
    '/metrics': () => [
      200,
      `# TYPE app_requests_total counter\napp_requests_total ${requests}\n`,
    ],
    '/v1/greeting': () => [200, 'Hello'],
  };
  const server = createServer((request, response) => {
    requests += 1;
    const [status, body] = routes[request.url]?.() ?? [404, 'Not found'];
    response.writeHead(status, { 'content-type': 'text/plain' }).end(body);
  });
  return {
    server,
    /** Answers what has begun, and then ends. */
    shutdown() {
      ready = false;
      server.close();
    },
  };
}
