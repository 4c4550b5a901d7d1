import { createServer } from 'node:net';
import { Advice } from './progress.mjs';

/**
 * @param {{port: number, what: string, option?: string}[]} wanted
 * @throws Advice naming every port that is taken and how to choose another
 */
export async function requireFreePorts(wanted) {
  const taken = [];
  for (const { port, what, option } of wanted) {
    if (!(await isFree(port))) {
      taken.push(
        `Port ${port} (${what}) is taken by another program. Stop it${
          option
            ? `, or choose another port with ${option} <port>`
            : ', then try again'
        }.`,
      );
    }
  }
  if (taken.length > 0) {
    throw new Advice(taken.join('\n'));
  }
}

function isFree(port) {
  return new Promise(resolve => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, 'localhost', () => server.close(() => resolve(true)));
  });
}

/** @returns {Promise<number>} a port that nobody listens on just now */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, 'localhost', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
