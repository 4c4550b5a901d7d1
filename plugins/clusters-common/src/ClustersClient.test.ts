import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ClustersClient } from './ClustersClient';

describe('ClustersClient', () => {
  let server: Server;
  let answer: { status: number; body: unknown };
  const asked: string[] = [];
  const list = {
    items: [],
    total: 0,
    facets: {
      kind: [],
      team: [],
      environment: [],
      cluster: [],
      missing: [],
      state: [],
    },
    summary: { namespaces: 0, missing: 0, unknown: 0, system: 0 },
    clusters: [],
  };

  beforeAll(async () => {
    server = createServer((request, response) => {
      asked.push(request.url!);
      response
        .writeHead(answer.status, { 'content-type': 'application/json' })
        .end(JSON.stringify(answer.body));
    });
    await new Promise<void>(resolve => server.listen(0, 'localhost', resolve));
  });
  afterAll(() => new Promise(resolve => server.close(resolve)));

  const client = () =>
    new ClustersClient({
      discoveryApi: {
        getBaseUrl: async id =>
          `http://localhost:${
            (server.address() as AddressInfo).port
          }/api/${id}`,
      },
      fetchApi: { fetch },
    });

  it('asks for a page, and leaves out what is not asked for', async () => {
    answer = { status: 200, body: list };
    await expect(
      client().namespaces({
        team: ['flight-ops', 'cabin'],
        q: undefined,
        offset: 50,
      }),
    ).resolves.toEqual(list);
    expect(asked.at(-1)).toBe(
      '/api/clusters/namespaces?team=flight-ops%2Ccabin&offset=50',
    );
    await client().namespaces();
    expect(asked.at(-1)).toBe('/api/clusters/namespaces');
  });

  it('keeps the error of the backend, and names in their place', async () => {
    answer = {
      status: 404,
      body: {
        error: { name: 'NotFoundError', message: 'no' },
        response: { statusCode: 404 },
      },
    };
    await expect(
      client().namespace({ cluster: 'dev', name: 'a/b' }),
    ).rejects.toMatchObject({
      statusCode: 404,
      cause: { name: 'NotFoundError' },
    });
    expect(asked.at(-1)).toBe('/api/clusters/namespaces/dev/a%2Fb');
  });

  it('refuses an answer that breaks the contract', async () => {
    answer = { status: 200, body: { ...list, total: 'many' } };
    await expect(client().namespaces()).rejects.toThrow();
  });
});
