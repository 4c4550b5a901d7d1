import { mockServices } from '@backstage/backend-test-utils';
import { failureOf } from '../__testUtils__/failureOf';
import { FaultServer } from '../__testUtils__/FaultServer';
import { until } from '../__testUtils__/until';
import { upstreamsConfig } from '../__testUtils__/upstreamsConfig';
import { createUpstreams } from '../upstreams/createUpstreams';
import type { Upstreams } from '../upstreams/Upstreams';
import type { StreamOptions } from './ArgoCdDeliveryTypes';
import type { ArgoCdApplicationEvent } from './ArgoCdTypes';

describe('streams and lists read bit by bit', () => {
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

  async function read(options?: StreamOptions) {
    const events: ArgoCdApplicationEvent[] = [];
    const stream = upstreams
      .argocd('main')
      .streamApplications(
        { selector: 'a=b', projects: ['x', 'y'], resourceVersion: '7' },
        options,
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

  it('reads server-sent events, which have a sign of life', async () => {
    sendInPieces(':\n', `data: ${line('one').trim()} \n\n`, ':\n:\n');
    const [event, ...others] = await read();
    expect(event.application.metadata.name).toBe('one');
    expect(others).toEqual([]);
    expect(server.requests[0].headers.accept).toBe('text/event-stream');
  });

  it('gives up a connection on which nothing arrives, not one with signs of life', async () => {
    server.next(async (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      for (let sign = 0; sign < 6; sign++) {
        response.write(':\n');
        await new Promise(resolve => setTimeout(resolve, 100));
      }
      response.write(`data: ${line('late')}\n`);
      // Then it stalls.
    });
    const events: string[] = [];
    const stream = upstreams
      .argocd('main')
      .streamApplications({}, { idleTimeoutMs: 400 });
    const failure = await failureOf(
      (async () => {
        for await (const { application } of stream) {
          events.push(application.metadata.name);
        }
      })(),
    );
    expect(events).toEqual(['late']);
    expect(failure).toMatchObject({
      name: 'ServiceUnavailableError',
      retryable: true,
      message:
        'Argo CD "main" answered streamApplications with nothing for 0.4 s',
    });
  });

  it('waits for the beginning as long as for anything else', async () => {
    server.next({ fault: 'hang' });
    const failure = await failureOf(read({ idleTimeoutMs: 100 }));
    expect(failure).toMatchObject({ name: 'ServiceUnavailableError' });
    expect(failure.message).toContain('within 100 ms');
  });

  it('ends when its caller leaves, even before the answer has begun', async () => {
    server.next({ fault: 'hang' });
    const caller = new AbortController();
    const reading = read({ signal: caller.signal });
    await until(() => server.requests.length === 1);
    caller.abort();
    expect(await reading).toEqual([]);
  });

  it('asks for any fields, and always for type and name', async () => {
    sendInPieces(line('one'));
    const stream = upstreams
      .argocd('main')
      .streamApplications({ fields: ['status.history'] });
    for await (const _event of stream) {
      // There is none.
    }
    expect(
      new URL(server.requests[0].url, server.url).searchParams.get('fields'),
    ).toBe(
      'result.type,result.application.metadata.name,result.application.status.history',
    );
  });

  it('follows the tree of an application', async () => {
    sendInPieces(
      'data: {"result":{"nodes":[{"kind":"Pod","name":"a"}]}}\n\n',
      'data: {"result":{}}\n\n',
    );
    const trees = [];
    for await (const tree of upstreams
      .argocd('main')
      .streamResourceTree('x/y', { project: 'p' })) {
      trees.push(tree.nodes.map(({ name }) => name));
    }
    expect(trees).toEqual([['a'], []]);
    expect(server.requests[0].url).toBe(
      '/argocd/api/v1/stream/applications/x%2Fy/resource-tree?project=p',
    );
  });

  describe('a list', () => {
    const names: string[] = [];
    const readNames = () => {
      names.length = 0;
      return upstreams
        .argocd('main')
        .readApplications({ projects: ['p'] }, ({ metadata }) =>
          names.push(metadata.name),
        );
    };
    const text = JSON.stringify({
      metadata: { resourceVersion: '42', note: '"items":[{' },
      items: [
        { metadata: { name: 'one' }, spec: { text: '\\"]}, {[ é' } },
        { metadata: { name: 'two', labels: { items: 'x' } }, spec: {} },
        { metadata: { name: 'three' }, status: { resources: [], history: [] } },
      ],
    });

    it('comes apart wherever it is cut', async () => {
      const bytes = Buffer.from(text);
      for (const size of [1, 2, 3, 7, 64, bytes.length]) {
        server.next((_request, response) => {
          response.writeHead(200, { 'content-type': 'application/json' });
          for (let at = 0; at < bytes.length; at += size) {
            response.write(bytes.subarray(at, at + size));
          }
          response.end();
        });
        expect(await readNames()).toEqual({ resourceVersion: '42' });
        expect(names).toEqual(['one', 'two', 'three']);
      }
    });

    it('may be empty, or written with line ends', async () => {
      sendInPieces('{"metadata":{"resourceVersion":"7"},"items":null}');
      expect(await readNames()).toEqual({ resourceVersion: '7' });
      sendInPieces(JSON.stringify(JSON.parse(text), null, 2));
      await readNames();
      expect(names).toEqual(['one', 'two', 'three']);
    });

    it.each([
      ['cut off', text.slice(0, -40)],
      ['cut off between two', '{"items":[{"metadata":{"name":"one"}},'],
      ['no list', 'gateway timeout'],
      ['nothing', ''],
    ])('fails when it is %s', async (_case, answer) => {
      sendInPieces(answer);
      expect(await failureOf(readNames())).toMatchObject({
        name: 'ServiceUnavailableError',
        operation: 'readApplications',
        message: expect.stringContaining('not JSON'),
      });
    });

    it('tells the version without any', async () => {
      server.next({
        json: { metadata: { resourceVersion: '99' }, items: null },
      });
      expect(await upstreams.argocd('main').applicationsVersion()).toBe('99');
    });
  });
});
