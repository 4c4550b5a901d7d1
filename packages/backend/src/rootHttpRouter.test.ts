import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import {
  mockServices,
  ServiceFactoryTester,
} from '@backstage/backend-test-utils';
import { rootHttpRouter } from './rootHttpRouter';

/** Something like a program: words that come again, far apart. */
const program = Array.from(
  { length: 60_000 },
  (_, n) => `const value${(n * 7919) % 4099}=call${(n * n) % 613}(${n % 97});`,
).join('\n');

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

describe('rootHttpRouter', () => {
  it('compresses better than Backstage does by default', async () => {
    const port = await freePort();
    const lifecycle = mockServices.rootLifecycle.mock();
    const router = await ServiceFactoryTester.from(rootHttpRouter, {
      dependencies: [
        lifecycle.factory,
        mockServices.rootConfig.factory({
          data: {
            backend: {
              baseUrl: `http://localhost:${port}`,
              listen: { host: '127.0.0.1', port },
            },
          },
        }),
      ],
    }).getSubject();
    router.use('/program', (_request, response) => {
      response.type('text/javascript').send(program);
    });
    try {
      const [response] = (await once(
        get({
          host: '127.0.0.1',
          port,
          path: '/program',
          headers: { 'accept-encoding': 'gzip, br' },
        }),
        'response',
      )) as [IncomingMessage];
      const body = await buffer(response);
      expect(response.headers['content-encoding']).toBe('br');
      expect(brotliDecompressSync(body).toString()).toBe(program);
      const byDefault = brotliCompressSync(program, {
        params: { [constants.BROTLI_PARAM_QUALITY]: 4 },
      });
      expect(body.length).toBeLessThan(byDefault.length * 0.97);
    } finally {
      for (const [stop] of lifecycle.addShutdownHook.mock.calls) {
        await stop();
      }
    }
  });
});
