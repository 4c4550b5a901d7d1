import { mockServices } from '@backstage/backend-test-utils';
import { failureOf } from '../__testUtils__/failureOf';
import { FaultServer } from '../__testUtils__/FaultServer';
import { upstreamsConfig } from '../__testUtils__/upstreamsConfig';
import { createUpstreams } from '../upstreams/createUpstreams';
import type { Upstreams } from '../upstreams/Upstreams';
import type { ArgoCdApplicationEvent } from './ArgoCdTypes';

describe('the stream of applications', () => {
  let server: FaultServer;
  let upstreams: Upstreams;

  beforeAll(async () => {
    server = await FaultServer.start();
    const logger = mockServices.logger.mock();
    logger.child.mockReturnValue(logger);
    upstreams = createUpstreams(upstreamsConfig(server.url), { logger });
  });
  beforeEach(() => server.reset());
  afterAll(async () => {
    await upstreams.close();
    await server.stop();
  });

  const line = (name: string) =>
    `${JSON.stringify({
      result: { type: 'MODIFIED', application: { metadata: { name } } },
    })}\n`;

  function sendInPieces(...pieces: Array<string | Buffer>) {
    server.next(async (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      for (const piece of pieces) {
        response.write(piece);
        await new Promise(resolve => setTimeout(resolve, 20));
      }
      response.end();
    });
  }

  async function read(signal?: AbortSignal) {
    const events: ArgoCdApplicationEvent[] = [];
    const stream = upstreams
      .argocd('main')
      .streamApplications(
        { selector: 'a=b', projects: ['x', 'y'], resourceVersion: '7' },
        { signal },
      );
    for await (const event of stream) {
      events.push(event);
    }
    return events;
  }

  it('puts lines together that arrive in pieces, even within a character', async () => {
    const bytes = Buffer.from(line('ledgér') + line('two'));
    const cut = bytes.indexOf(0xc3) + 1;
    sendInPieces(bytes.subarray(0, cut), bytes.subarray(cut));
    const events = await read();
    expect(events.map(event => event.application.metadata.name)).toEqual([
      'ledgér',
      'two',
    ]);
    expect(events[0]).toMatchObject({
      type: 'MODIFIED',
      application: { spec: {}, status: {} },
    });
    expect(server.requests[0].url).toBe(
      '/argocd/api/v1/stream/applications?selector=a%3Db&projects=x&projects=y&resourceVersion=7',
    );
  });

  it('fails with what Argo CD says in the stream', async () => {
    sendInPieces(line('one'), '{"error":{"message":"too old"}}\n');
    expect(await failureOf(read())).toMatchObject({
      name: 'ServiceUnavailableError',
      operation: 'streamApplications',
      retryable: true,
      message: expect.stringContaining('too old'),
    });
  });

  it('fails when a line makes no sense', async () => {
    sendInPieces('{"result":');
    expect((await failureOf(read())).message).toContain('not JSON');
    sendInPieces('{"result":{"type":"MOVED"}}\n');
    expect((await failureOf(read())).name).toBe('ServiceUnavailableError');
  });
});
