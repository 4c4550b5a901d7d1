import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { UpstreamsClient } from './UpstreamsClient';

describe('UpstreamsClient', () => {
  let server: Server;
  let answer: { status: number; body: unknown };

  beforeAll(async () => {
    server = createServer((request, response) => {
      const isStatus = request.url === '/api/upstreams/status';
      response
        .writeHead(isStatus ? answer.status : 404, {
          'content-type': 'application/json',
        })
        .end(JSON.stringify(answer.body));
    });
    await new Promise<void>(resolve => server.listen(0, 'localhost', resolve));
  });
  afterAll(() => new Promise(resolve => server.close(resolve)));

  const client = () =>
    new UpstreamsClient({
      discoveryApi: {
        getBaseUrl: async id =>
          `http://localhost:${
            (server.address() as AddressInfo).port
          }/api/${id}`,
      },
      fetchApi: { fetch },
    });

  it('asks for the status', async () => {
    const body = { upstreams: [], checkedEverySeconds: 30 };
    answer = { status: 200, body };
    await expect(client().status()).resolves.toEqual(body);
  });

  it('keeps the error of the backend', async () => {
    answer = {
      status: 403,
      body: { error: { name: 'NotAllowedError', message: 'no' } },
    };
    await expect(client().status()).rejects.toMatchObject({ statusCode: 403 });
  });

  it('refuses an answer that breaks the contract', async () => {
    answer = {
      status: 200,
      body: { upstreams: [{ state: 'fine' }], checkedEverySeconds: 30 },
    };
    await expect(client().status()).rejects.toThrow();
  });
});
