// Stands before an upstream system and counts what goes through, whoever asks and with whichever client.
import { Agent, createServer, request } from 'node:http';

/** Meant for one connection only. */
const HOP_BY_HOP = ['connection', 'keep-alive', 'proxy-connection'];

/**
 * @typedef {object} Passed
 * @property {string} method
 * @property {string} path - with its query
 * @property {number} [status] - once the answer has begun
 * @property {number} bytes - of the answer's body so far, as it was sent
 */

/**
 * Answers are passed on as they come, streams too. An upstream system that breaks off looks the same through the proxy.
 *
 * @param {string} target - address of the upstream system
 * @returns {Promise<{url: string, passed: Passed[], close: () => Promise<void>}>} `passed` grows, in the order in which
 *   requests came
 */
export async function startCountingProxy(target) {
  const { hostname, port, host } = new URL(target);
  const agent = new Agent({ keepAlive: true });
  const passed = [];
  const server = createServer((incoming, outgoing) => {
    const entry = { method: incoming.method, path: incoming.url, bytes: 0 };
    passed.push(entry);
    const upstream = request(
      {
        hostname,
        port,
        agent,
        method: incoming.method,
        path: incoming.url,
        headers: { ...endToEnd(incoming.headers), host },
      },
      answer => {
        entry.status = answer.statusCode;
        outgoing.writeHead(answer.statusCode, endToEnd(answer.headers));
        // A stream may have nothing to say for a long time.
        outgoing.flushHeaders();
        answer.on('data', chunk => {
          entry.bytes += chunk.length;
        });
        answer.on('error', () => outgoing.destroy());
        answer.pipe(outgoing);
      },
    );
    upstream.on('error', () => outgoing.destroy());
    outgoing.on('close', () => upstream.destroy());
    incoming.pipe(upstream);
  });
  await new Promise(resolve => {
    server.listen(0, 'localhost', resolve);
  });
  return {
    url: `http://localhost:${server.address().port}`,
    passed,
    async close() {
      server.closeAllConnections();
      agent.destroy();
      await new Promise(resolve => {
        server.close(resolve);
      });
    },
  };
}

function endToEnd(headers) {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => !HOP_BY_HOP.includes(name)),
  );
}
