import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export const portOf = (server: Server) =>
  (server.address() as AddressInfo).port;

/** Listens on a port of its own, on loopback. */
export const listen = (server: Server) =>
  new Promise<void>(resolve => {
    server.listen(0, 'localhost', resolve);
  });

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await listen(server);
  const port = portOf(server);
  await new Promise(resolve => server.close(resolve));
  return port;
}
