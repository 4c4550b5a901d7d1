import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { failureOf } from '../__testUtils__/failureOf';
import { FaultServer } from '../__testUtils__/FaultServer';
import { upstreamsConfig } from '../__testUtils__/upstreamsConfig';
import { createUpstreams } from './createUpstreams';
import type { RequestRecord } from './UpstreamClient';
import type { Upstreams } from './Upstreams';

/** A read of each client, and how often a failing one sends it. */
const reads: Array<[string, (upstreams: Upstreams) => Promise<unknown>]> = [
  ['gitlab', upstreams => upstreams.gitlab().project('payments/ledger')],
  ['argocd', upstreams => upstreams.argocd('main').application('ledger-dev')],
  [
    'vault',
    upstreams =>
      upstreams.vault('main').secretMetadata({ mount: 'secret', path: 'a' }),
  ],
  ['kubernetes', upstreams => upstreams.kubernetes('dev').findNamespace('a')],
];

/** A write of each client that has one. */
const writes: Array<[string, (upstreams: Upstreams) => Promise<unknown>]> = [
  [
    'gitlab',
    upstreams =>
      upstreams.gitlab().commit({
        project: 1,
        branch: 'main',
        message: 'Begin',
        authorName: 'Ada',
        authorEmail: 'ada@example.com',
        actions: [{ action: 'create', path: 'README.md', content: '# é' }],
      }),
  ],
  ['argocd', upstreams => upstreams.argocd('main').sync('ledger-dev')],
  [
    'vault',
    upstreams =>
      upstreams.vault('main').writeSecret({
        mount: 'secret',
        path: 'payments/ledger/dev',
        data: { password: 'hunter2' },
      }),
  ],
];

describe('createUpstreams', () => {
  let server: FaultServer;
  let upstreams: Upstreams;
  const logger = mockServices.logger.mock();
  const records: RequestRecord[] = [];

  beforeAll(async () => {
    server = await FaultServer.start();
  });
  beforeEach(() => {
    logger.child.mockReturnValue(logger);
    server.reset();
    records.length = 0;
    upstreams = make(server.url, 5_000);
  });
  afterEach(() => upstreams.close());
  afterAll(() => server.stop());

  function make(origin: string, timeoutMs: number) {
    return createUpstreams(upstreamsConfig(origin, { timeoutMs }), {
      logger,
      onRequest: record => records.push(record),
      tuning: { retryBaseMs: 1 },
    });
  }

  it('gives instances by name', () => {
    expect(upstreams.gitlab().instance).toBe('main');
    expect(upstreams.gitlab('main')).toBe(upstreams.gitlab());
    expect(upstreams.argocd('main').webUrl).toBe('https://argocd.example.com');
    expect(upstreams.environment('dev').cluster).toBe('dev');
    expect(
      upstreams.clients().map(client => [client.system, client.breakerState]),
    ).toEqual([
      ['gitlab', 'closed'],
      ['argocd', 'closed'],
      ['vault', 'closed'],
      ['kubernetes', 'closed'],
    ]);
    expect(() => upstreams.kubernetes('moon')).toThrow(
      'No cluster is configured under the name "moon"',
    );
    expect(() => upstreams.environment('moon')).toThrow('"moon"');
  });

  it('keeps instances of a kind apart', async () => {
    const data = upstreamsConfig(server.url).get<any>();
    data.runway.gitlab.push({
      name: 'second',
      baseUrl: `${server.url}/second`,
      token: 'second-token',
    });
    const two = createUpstreams(new ConfigReader(data), { logger });
    server.otherwise = { status: 404, json: {} };
    const error = await failureOf(two.gitlab('second').project(1));
    expect(error.instance).toBe('second');
    expect(two.gitlab().instance).toBe('main');
    expect(server.requests).toEqual([
      expect.objectContaining({
        url: '/second/api/v4/projects/1',
        headers: expect.objectContaining({ 'private-token': 'second-token' }),
      }),
    ]);
    await two.close();
  });

  it('has no way to read the values of a secret', () => {
    expect(Object.keys(upstreams.vault('main')).sort()).toEqual([
      'breakerState',
      'deletePolicy',
      'deleteRole',
      'deleteSecret',
      'health',
      'instance',
      'listPolicies',
      'listRoles',
      'listSecrets',
      'putSecretMetadata',
      'readPolicy',
      'readRole',
      'secretMetadata',
      'system',
      'webUrl',
      'writePolicy',
      'writeRole',
      'writeSecret',
    ]);
  });

  describe.each(reads)('a read of %s', (system, read) => {
    it('carries the credential and stays below the base URL', async () => {
      server.otherwise = { status: 403, json: {} };
      await failureOf(read(upstreams));
      const { url, headers } = server.requests[0];
      expect(url.startsWith(`/${system}/`)).toBe(true);
      expect(JSON.stringify(headers)).toContain(`${system}-token`);
    });

    it.each([
      ['500', { status: 500, json: {} }, 3],
      ['429', { status: 429, json: {} }, 3],
      ['a reset', { fault: 'reset' }, 3],
      ['a truncated answer', { fault: 'truncated' }, 3],
      ['401', { status: 401, json: {} }, 1],
      ['the wrong shape', { json: { id: 'x', data: 1, resources: 1 } }, 1],
    ] as const)('meets %s', async (_name, behaviour, attempts) => {
      server.otherwise = behaviour;
      const error = await failureOf(read(upstreams));
      expect(error).toMatchObject({
        name: 'ServiceUnavailableError',
        system,
        outcomeUnknown: false,
      });
      expect(server.requests).toHaveLength(attempts);
      expect(records.at(-1)).toMatchObject({ system, attempts });
      expect(JSON.stringify([error, error.message, error.stack])).not.toContain(
        `${system}-token`,
      );
    });

    it('meets silence', async () => {
      server.otherwise = { fault: 'hang' };
      const impatient = make(server.url, 500);
      expect(await failureOf(read(impatient))).toMatchObject({
        name: 'ServiceUnavailableError',
        retryable: true,
        outcomeUnknown: false,
      });
      expect(records).toEqual([
        expect.objectContaining({ system, attempts: 2, outcome: 'timeout' }),
      ]);
      await impatient.close();
    });

    it('meets 403', async () => {
      server.otherwise = { status: 403, json: { message: 'Not yours' } };
      expect(await failureOf(read(upstreams))).toMatchObject({
        name: 'NotAllowedError',
        upstreamStatus: 403,
      });
    });

    it('meets nobody', async () => {
      const gone = await FaultServer.start();
      const elsewhere = make(gone.url, 5_000);
      await gone.stop();
      expect(await failureOf(read(elsewhere))).toMatchObject({
        name: 'ServiceUnavailableError',
        retryable: true,
      });
      await elsewhere.close();
    });
  });

  describe.each(writes)('a write of %s', (system, write) => {
    it.each([
      ['502', { status: 502, json: {} }],
      ['a reset', { fault: 'reset' }],
    ] as const)('is sent once when it meets %s', async (_name, behaviour) => {
      server.otherwise = behaviour;
      const error = await failureOf(write(upstreams));
      expect(error).toMatchObject({ name: 'ServiceUnavailableError', system });
      expect(server.requests).toHaveLength(1);
      expect(error.outcomeUnknown).toBe(true);
    });

    it('is sent again when it meets 429, since nothing was done', async () => {
      server.otherwise = { status: 429, json: {} };
      const error = await failureOf(write(upstreams));
      expect(error).toMatchObject({
        name: 'ServiceUnavailableError',
        system,
        outcomeUnknown: false,
      });
      expect(server.requests).toHaveLength(3);
    });

    it('is sent once when it meets silence', async () => {
      server.otherwise = { fault: 'hang' };
      const impatient = make(server.url, 500);
      expect(await failureOf(write(impatient))).toMatchObject({
        name: 'ServiceUnavailableError',
        outcomeUnknown: true,
      });
      expect(records).toEqual([
        expect.objectContaining({ attempts: 1, outcome: 'timeout' }),
      ]);
      await impatient.close();
    });
  });

  it('keeps the values of a secret out of what Vault says and what is logged', async () => {
    server.otherwise = {
      status: 400,
      json: { errors: ['value hunter2 is too weak'] },
    };
    const error = await failureOf(writes[2][1](upstreams));
    const logged = [logger.error, logger.warn, logger.info, logger.debug].map(
      method => method.mock.calls,
    );
    expect(
      JSON.stringify([error, error.message, error.stack, logged, records]),
    ).not.toContain('hunter2');
    expect(server.requests[0].body).toContain('hunter2');
  });

  it('sends the content of a commit as base64', async () => {
    server.otherwise = { status: 400, json: {} };
    await failureOf(writes[0][1](upstreams));
    expect(JSON.parse(server.requests[0].body)).toEqual({
      branch: 'main',
      commit_message: 'Begin',
      stats: false,
      author_name: 'Ada',
      author_email: 'ada@example.com',
      actions: [
        {
          action: 'create',
          file_path: 'README.md',
          content: Buffer.from('# é').toString('base64'),
          encoding: 'base64',
        },
      ],
    });
  });

  it('tells several listeners of requests until they leave', async () => {
    const more: RequestRecord[] = [];
    const leave = upstreams.onRequest(record => more.push(record));
    server.otherwise = { status: 404, json: {} };
    await failureOf(upstreams.gitlab().project(1));
    leave();
    await failureOf(upstreams.gitlab().project(1));
    expect([records.length, more.length]).toEqual([2, 1]);
    expect(more[0]).toMatchObject({
      system: 'gitlab',
      instance: 'main',
      operation: 'project',
      outcome: 'refused',
      status: 404,
    });
  });
});
