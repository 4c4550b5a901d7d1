import type { Server } from 'node:http';

const FROM = 'LIST /vault/';

/**
 * Vault clients send the method LIST, which Node's HTTP parser refuses. The bytes of such a request line are changed to
 * LINK - a method Node knows, of the same length, that no system of the sandbox uses - before the parser sees them; the
 * Vault system reads LINK as LIST.
 */
export function acceptListMethod(server: Server): void {
  server.on('connection', socket => {
    // Prepended, so that it runs before the parser's own listener, and on every request of a kept connection.
    socket.prependListener('data', (chunk: Buffer) => {
      if (
        chunk.length > FROM.length &&
        chunk[0] === 0x4c &&
        chunk.toString('latin1', 0, FROM.length) === FROM
      ) {
        chunk.write('LINK', 0, 'latin1');
      }
    });
  });
}
