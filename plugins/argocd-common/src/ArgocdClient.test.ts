import { createServer, Server } from 'node:http';
import { AddressInfo } from 'node:net';
import { ArgocdClient } from './ArgocdClient';

describe('ArgocdClient', () => {
  let server: Server;
  let answer: { status: number; body: unknown };
  const asked: string[] = [];

  beforeAll(async () => {
    server = createServer((req, res) => {
      asked.push(req.url!);
      res
        .writeHead(answer.status, { 'content-type': 'application/json' })
        .end(JSON.stringify(answer.body));
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(async () => {
    await new Promise(resolve => server.close(resolve));
  });

  const client = () =>
    new ArgocdClient({
      discoveryApi: {
        getBaseUrl: async id =>
          `http://127.0.0.1:${
            (server.address() as AddressInfo).port
          }/api/${id}`,
      },
      fetchApi: { fetch },
    });

  it('asks for all services at once', async () => {
    answer = { status: 200, body: { items: [], notFound: [], sources: [] } };
    await expect(
      client().getApplications(['orders', 'billing']),
    ).resolves.toEqual({ items: [], notFound: [], sources: [] });
    expect(asked.at(-1)).toBe(
      '/api/argocd/applications?service=orders%2Cbilling',
    );
  });

  it('keeps the error of the backend', async () => {
    answer = {
      status: 403,
      body: {
        error: { name: 'NotAllowedError', message: 'no' },
        response: { statusCode: 403 },
      },
    };
    await expect(client().getApplications(['orders'])).rejects.toMatchObject({
      statusCode: 403,
      cause: { name: 'NotAllowedError' },
    });
  });

  it('refuses an answer that breaks the contract', async () => {
    answer = { status: 200, body: { items: 'none' } };
    await expect(client().getApplications(['orders'])).rejects.toThrow();
  });
});
