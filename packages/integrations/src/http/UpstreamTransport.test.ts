import { mockServices } from '@backstage/backend-test-utils';
import { z } from 'zod';
import { FaultServer } from '../testing/FaultServer';
import type { RequestRecord } from '../upstreams/UpstreamClient';
import type { CallTuning } from './createCallPolicies';
import {
  type Credential,
  CredentialError,
  staticCredential,
} from './Credential';
import { parseJson } from './parseJson';
import type { UpstreamRequest } from './UpstreamRequest';
import { UpstreamTransport } from './UpstreamTransport';

const answer = z.object({ id: z.number() });
const secret = 'glpat-very-secret';

describe('UpstreamTransport', () => {
  let server: FaultServer;
  const records: RequestRecord[] = [];
  const transports: UpstreamTransport[] = [];
  const logger = mockServices.logger.mock();
  logger.child.mockReturnValue(logger);

  beforeAll(async () => {
    server = await FaultServer.start();
  });
  beforeEach(() => {
    server.reset();
    records.length = 0;
    jest.clearAllMocks();
    logger.child.mockReturnValue(logger);
  });
  afterEach(async () => {
    await Promise.all(transports.splice(0).map(each => each.close()));
  });
  afterAll(() => server.stop());

  function transport(
    options: {
      baseUrl?: string;
      timeoutMs?: number;
      maxConcurrency?: number;
      tuning?: Partial<CallTuning>;
      credential?: Credential;
    } = {},
  ) {
    const made = new UpstreamTransport({
      system: 'gitlab',
      config: {
        name: 'main',
        baseUrl: options.baseUrl ?? `${server.url}/gitlab`,
        webUrl: server.url,
        timeoutMs: options.timeoutMs ?? 5_000,
        maxConcurrency: options.maxConcurrency ?? 10,
      },
      credential:
        options.credential ??
        staticCredential({ 'private-token': secret }, secret),
      logger,
      tuning: { retryBaseMs: 1, ...options.tuning },
      onRequest: record => records.push(record),
    });
    transports.push(made);
    return made;
  }

  const get = (
    more: Partial<UpstreamRequest<{ id: number }>> = {},
  ): UpstreamRequest<{ id: number }> => ({
    operation: 'project',
    method: 'GET',
    path: '/api/v4/projects/1',
    parse: parseJson(answer),
    ...more,
  });
  const post = (more: Partial<UpstreamRequest<{ id: number }>> = {}) =>
    get({ operation: 'createProject', method: 'POST', body: '{}', ...more });

  async function failureOf(promise: Promise<unknown>): Promise<any> {
    try {
      await promise;
    } catch (error) {
      return error;
    }
    throw new Error('It did not fail');
  }

  describe('a request', () => {
    it('goes below the base URL with the credential and gives the parsed answer', async () => {
      server.next({ json: { id: 7, unknown: 'field' } });
      await expect(transport().request(get())).resolves.toEqual({ id: 7 });
      expect(server.requests).toEqual([
        expect.objectContaining({
          method: 'GET',
          url: '/gitlab/api/v4/projects/1',
          headers: expect.objectContaining({ 'private-token': secret }),
        }),
      ]);
      expect(records).toEqual([
        {
          system: 'gitlab',
          instance: 'main',
          operation: 'project',
          durationMs: expect.any(Number),
          attempts: 1,
          outcome: 'ok',
          status: 200,
        },
      ]);
    });

    it.each(['/api/../../admin', '/api/%2e%2e/x', '/a/.', '/a/..?b=c'])(
      'refuses to leave its place: %s',
      async path => {
        await expect(transport().request(get({ path }))).rejects.toThrow(
          '"." and ".." are not names',
        );
        expect(server.requests).toHaveLength(0);
      },
    );

    it('follows a redirect of the same instance when reading, and no other', async () => {
      server.next(
        { status: 301, headers: { location: '/gitlab/new' }, json: {} },
        { json: { id: 8 } },
      );
      await expect(transport().request(get())).resolves.toEqual({ id: 8 });
      expect(server.requests[1].url).toBe('/gitlab/new');

      const other = await FaultServer.start();
      server.next({
        status: 302,
        headers: { location: `${other.url}/steal` },
        json: {},
      });
      const error = await failureOf(transport().request(get()));
      expect(error.name).toBe('ServiceUnavailableError');
      expect(error.message).toContain('redirect (302); check its baseUrl');
      expect(other.requests).toHaveLength(0);
      await other.stop();

      server.next({ status: 307, headers: { location: '/x' }, json: {} });
      await expect(transport().request(post())).rejects.toThrow('redirect');
    });
  });

  describe('errors', () => {
    it.each([
      [400, 'InputError', false],
      [401, 'ServiceUnavailableError', false],
      [403, 'NotAllowedError', false],
      [404, 'NotFoundError', false],
      [405, 'ConflictError', false],
      [409, 'ConflictError', false],
      [412, 'ConflictError', false],
      [422, 'InputError', false],
      [429, 'ServiceUnavailableError', true],
      [500, 'ServiceUnavailableError', true],
      [502, 'ServiceUnavailableError', true],
      [503, 'ServiceUnavailableError', true],
      [504, 'ServiceUnavailableError', true],
    ])('status %s becomes %s', async (status, name, retryable) => {
      server.otherwise = { status, json: { message: 'Because.' } };
      const error = await failureOf(transport().request(post()));
      expect(error).toMatchObject({
        name,
        system: 'gitlab',
        instance: 'main',
        operation: 'createProject',
        upstreamStatus: status,
        retryable,
        outcomeUnknown: status >= 500,
      });
      expect(error.message).toContain('GitLab "main"');
    });

    it('repeats what the upstream says, in whatever shape', async () => {
      const said = async (json: unknown) => {
        server.next({ status: 400, json });
        return (await failureOf(transport().request(post()))).message;
      };
      expect(await said({ message: { path: ['has been taken'] } })).toBe(
        'GitLab "main" answered 400 to createProject: path has been taken',
      );
      expect(await said({ error: 'name is missing' })).toContain(
        ': name is missing',
      );
      expect(await said({ errors: ['1 error', 'no such mount'] })).toContain(
        ': 1 error, no such mount',
      );
      expect(await said({ message: 'x'.repeat(2000) })).toHaveLength(
        'GitLab "main" answered 400 to createProject: '.length + 500,
      );
    });

    it('never repeats a secret, user information or a proxy page', async () => {
      const t = transport();
      server.next(
        { status: 400, json: { message: `bad token ${secret}` } },
        { status: 400, json: { message: 'value "p4ss" is weak' } },
        { status: 400, json: { message: 'no https://bob:pw@host/x' } },
        { status: 418, text: '<h1>Squid</h1>', type: 'text/html' },
      );
      const errors = [
        await failureOf(t.request(post())),
        await failureOf(t.request(post({ sensitive: ['p4ss'] }))),
        await failureOf(t.request(post())),
        await failureOf(t.request(post())),
      ];
      const everything = JSON.stringify(
        errors.map(error => [error, error.message, error.stack]),
      );
      expect(everything).not.toContain(secret);
      expect(everything).not.toContain('p4ss');
      expect(everything).not.toContain('bob');
      expect(everything).not.toContain('Squid');
      expect(errors[0].message).toContain('withheld');
      expect(errors[2].message).toContain('no https://host/x');
    });

    it('says that nobody is there', async () => {
      const gone = await FaultServer.start();
      const baseUrl = gone.url;
      await gone.stop();
      const error = await failureOf(transport({ baseUrl }).request(post()));
      expect(error).toMatchObject({
        name: 'ServiceUnavailableError',
        retryable: true,
        outcomeUnknown: false,
      });
      expect(error.message).toContain('ECONNREFUSED');
      expect(records[0]).toMatchObject({ outcome: 'unreachable', attempts: 1 });
    });

    it('knows that it does not know what a broken write did', async () => {
      server.next({ fault: 'reset' });
      const reset = await failureOf(transport().request(post()));
      expect(reset).toMatchObject({
        name: 'ServiceUnavailableError',
        outcomeUnknown: true,
      });
      server.next({ fault: 'truncated' });
      const cut = await failureOf(transport().request(post()));
      expect(cut).toMatchObject({ outcomeUnknown: true, retryable: true });
      expect(server.requests).toHaveLength(2);
    });

    it('refuses an answer of the wrong shape, naming fields and no values', async () => {
      server.otherwise = { json: { id: 'hunter2' } };
      const error = await failureOf(transport().request(get()));
      expect(error).toMatchObject({
        name: 'ServiceUnavailableError',
        retryable: false,
        outcomeUnknown: false,
      });
      expect(error.message).toContain('id: invalid_type');
      expect(error.message).not.toContain('hunter2');
      expect(records[0]).toMatchObject({ outcome: 'failed', attempts: 1 });
    });

    it('refuses an answer that is too large', async () => {
      server.otherwise = { json: { id: 1, text: 'x'.repeat(5000) } };
      await expect(
        transport({ tuning: { maxAnswerBytes: 1000 } }).request(get()),
      ).rejects.toThrow('more than 1000 bytes');
    });
  });

  describe('retries', () => {
    it.each([
      ['503', { status: 503, json: {} }],
      ['500', { status: 500, json: {} }],
      ['429', { status: 429, json: {} }],
      ['a reset', { fault: 'reset' }],
      ['a truncated body', { fault: 'truncated' }],
      ['half a JSON document', { fault: 'half-json' }],
    ] as const)('a read after %s', async (_name, behaviour) => {
      server.next(behaviour, { json: { id: 1 } });
      await expect(transport().request(get())).resolves.toEqual({ id: 1 });
      expect(server.requests).toHaveLength(2);
      expect(records).toEqual([
        expect.objectContaining({ attempts: 2, outcome: 'ok' }),
      ]);
    });

    it('gives up after three attempts', async () => {
      server.otherwise = { status: 502, json: {} };
      await failureOf(transport().request(get()));
      expect(server.requests).toHaveLength(3);
      expect(records[0]).toMatchObject({
        attempts: 3,
        outcome: 'failed',
        status: 502,
      });
    });

    it.each([
      [{ status: 503, json: {} }],
      [{ fault: 'reset' }],
      [{ status: 429, json: {} }],
    ] as const)('never sends a POST twice: %j', async behaviour => {
      server.otherwise = behaviour;
      await failureOf(transport().request(post()));
      expect(server.requests).toHaveLength(1);
    });

    it('sends a POST twice that is declared idempotent, and remembers the doubt of the first', async () => {
      server.next({ fault: 'reset' }, { status: 403, json: {} });
      const error = await failureOf(
        transport().request(post({ effect: 'idempotent' })),
      );
      expect(server.requests).toHaveLength(2);
      expect(error).toMatchObject({
        name: 'NotAllowedError',
        outcomeUnknown: true,
      });
    });

    it.each([400, 401, 403, 404, 409, 422])('not after %s', async status => {
      server.otherwise = { status, json: {} };
      await failureOf(transport().request(get()));
      expect(server.requests).toHaveLength(1);
    });

    it('waits as long as the upstream asks', async () => {
      server.next(
        { status: 429, headers: { 'retry-after': '1' }, json: {} },
        { json: { id: 1 } },
      );
      const before = Date.now();
      await transport().request(get());
      expect(Date.now() - before).toBeGreaterThanOrEqual(990);
    });

    it('but not for longer than the cap, and says how long', async () => {
      server.next({ status: 429, headers: { 'retry-after': '60' }, json: {} });
      const error = await failureOf(transport().request(get()));
      expect(server.requests).toHaveLength(1);
      expect(error).toMatchObject({ retryAfterMs: 60_000, retryable: true });
      expect(error.message).toContain('try again in 60 s');
    });

    it('takes 404 for success when a first DELETE may have worked', async () => {
      const remove = get({ method: 'DELETE', parse: () => ({ id: 0 }) });
      server.next({ fault: 'reset' }, { status: 404, json: {} });
      await expect(transport().request(remove)).resolves.toEqual({ id: 0 });
      server.next({ status: 404, json: {} });
      await expect(transport().request(remove)).rejects.toMatchObject({
        name: 'NotFoundError',
      });
    });
  });

  describe('time limits', () => {
    it('gives up a hanging request, tries a read once more, and ends after twice the time', async () => {
      server.otherwise = { fault: 'hang' };
      const error = await failureOf(
        transport({ timeoutMs: 150 }).request(get()),
      );
      expect(error).toMatchObject({
        name: 'ServiceUnavailableError',
        retryable: true,
      });
      expect(error.message).toContain('gave no answer to project within');
      expect(server.requests.length).toBe(2);
      expect(records[0].outcome).toBe('timeout');
    });

    it('covers a body that never ends', async () => {
      server.otherwise = (_request, response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.write('{');
      };
      const error = await failureOf(
        transport({ timeoutMs: 150 }).request(post()),
      );
      expect(error).toMatchObject({
        name: 'ServiceUnavailableError',
        outcomeUnknown: true,
      });
    });

    it('ends with the reason of the caller as soon as the caller gives up', async () => {
      server.otherwise = { fault: 'hang' };
      const caller = new AbortController();
      const reason = new Error('The page was left');
      const call = failureOf(
        transport().request(get({ signal: caller.signal })),
      );
      await until(() => server.requests.length === 1);
      caller.abort(reason);
      expect(await call).toBe(reason);
      expect(records[0].outcome).toBe('aborted');
    });

    it('also while it waits for a retry', async () => {
      server.otherwise = {
        status: 503,
        headers: { 'retry-after': '9' },
        json: {},
      };
      const caller = new AbortController();
      const call = failureOf(
        transport({ timeoutMs: 20_000 }).request(
          get({ signal: caller.signal }),
        ),
      );
      await until(() => server.requests.length === 1);
      caller.abort();
      expect((await call).name).toBe('AbortError');
    });

    it('takes the time limit of a caller for an upstream that is too slow', async () => {
      server.otherwise = { fault: 'hang' };
      const error = await failureOf(
        transport().request(get({ signal: AbortSignal.timeout(100) })),
      );
      expect(error).toMatchObject({
        name: 'ServiceUnavailableError',
        system: 'gitlab',
      });
    });
  });

  describe('bounded concurrency', () => {
    it('sends no more at once than allowed and serves all', async () => {
      server.otherwise = (_request, response) => {
        setTimeout(() => {
          response.writeHead(200, { 'content-type': 'application/json' });
          response.end('{"id": 1}');
        }, 20);
      };
      const t = transport({ maxConcurrency: 3 });
      await Promise.all(Array.from({ length: 12 }, () => t.request(get())));
      expect(server.peak).toBe(3);
      expect(server.requests).toHaveLength(12);
    });

    it('goes on after somebody in the queue gave up', async () => {
      const waiting: Array<() => void> = [];
      server.otherwise = (_request, response) => {
        waiting.push(() => {
          response.writeHead(200, { 'content-type': 'application/json' });
          response.end('{"id": 1}');
        });
      };
      const t = transport({ maxConcurrency: 1 });
      const first = t.request(get());
      const caller = new AbortController();
      const second = failureOf(t.request(get({ signal: caller.signal })));
      const third = t.request(get());
      await until(() => waiting.length === 1);
      caller.abort();
      expect((await second).name).toBe('AbortError');
      waiting[0]();
      await first;
      await until(() => waiting.length === 2);
      waiting[1]();
      await expect(third).resolves.toEqual({ id: 1 });
    });

    it('refuses at once when too many wait', async () => {
      server.otherwise = { fault: 'hang' };
      const t = transport({ maxConcurrency: 1, tuning: { maxQueue: 1 } });
      const caller = new AbortController();
      const held = [1, 2].map(() =>
        failureOf(t.request(get({ signal: caller.signal }))),
      );
      await until(() => server.requests.length === 1);
      const error = await failureOf(t.request(get()));
      expect(error.message).toContain('Too many requests wait for GitLab');
      expect(error).toMatchObject({ retryable: true, outcomeUnknown: false });
      caller.abort();
      await Promise.all(held);
    });
  });

  describe('circuit breaker', () => {
    const tuning = { breakerThreshold: 2, breakerOpenMs: 100, maxAttempts: 1 };

    it('leaves a failing instance alone, then tries it and closes again', async () => {
      const t = transport({ tuning });
      server.otherwise = { status: 503, json: {} };
      await failureOf(t.request(get()));
      expect(t.breakerState).toBe('closed');
      await failureOf(t.request(get()));
      expect(t.breakerState).toBe('open');

      const refused = await failureOf(t.request(post()));
      expect(server.requests).toHaveLength(2);
      expect(refused).toMatchObject({
        name: 'ServiceUnavailableError',
        retryable: true,
        outcomeUnknown: false,
      });
      expect(records.at(-1)).toMatchObject({
        outcome: 'rejected',
        attempts: 0,
      });

      server.otherwise = { json: { id: 1 } };
      await until(async () => {
        try {
          await t.request(get());
          return true;
        } catch {
          return false;
        }
      });
      expect(t.breakerState).toBe('closed');
      expect(logger.warn).toHaveBeenCalledWith(
        expect.stringContaining('Circuit open'),
      );
    });

    it('does not mind clear answers', async () => {
      const t = transport({ tuning });
      for (const status of [404, 403, 409, 422, 401, 429]) {
        server.next({ status, json: {} });
        await failureOf(t.request(get()));
      }
      expect(t.breakerState).toBe('closed');
    });

    it('is not closed by a try that its caller gave up', async () => {
      const t = transport({ tuning });
      server.otherwise = { fault: 'reset' };
      await failureOf(t.request(get()));
      await failureOf(t.request(get()));
      server.reset();
      server.otherwise = { fault: 'hang' };
      const caller = new AbortController();
      await until(async () => {
        const call = failureOf(t.request(get({ signal: caller.signal })));
        const sent = await Promise.race([
          call.then(() => false),
          until(() => server.requests.length === 1).then(() => true),
        ]);
        if (sent) {
          expect(t.breakerState).toBe('half-open');
          caller.abort();
          await call;
        }
        return sent;
      });
      await until(() => t.breakerState !== 'half-open');
      expect(t.breakerState).toBe('open');
    });

    it('belongs to one instance', async () => {
      const [a, b] = [transport({ tuning }), transport({ tuning })];
      server.otherwise = { status: 503, json: {} };
      await failureOf(a.request(get()));
      await failureOf(a.request(get()));
      expect([a.breakerState, b.breakerState]).toEqual(['open', 'closed']);
    });
  });

  describe('a credential', () => {
    function renewable(tokens: string[]): Credential {
      return {
        headers: async () => ({ 'private-token': tokens[0] }),
        refused: () => tokens.shift() !== undefined && tokens.length > 0,
        secrets: () => tokens,
      };
    }

    it('is renewed once when refused, for a POST too, because nothing happened', async () => {
      server.next({ status: 401, json: {} }, { json: { id: 1 } });
      const credential = renewable(['old', 'new']);
      await transport({ credential }).request(post());
      expect(
        server.requests.map(request => request.headers['private-token']),
      ).toEqual(['old', 'new']);
    });

    it('is not renewed for ever', async () => {
      server.otherwise = { status: 401, json: {} };
      const credential = renewable(['a', 'b', 'c', 'd']);
      const error = await failureOf(transport({ credential }).request(get()));
      expect(server.requests).toHaveLength(2);
      expect(error.message).toContain("refused the portal's credential");
    });

    it('that cannot be had is told, and nothing is sent', async () => {
      const credential: Credential = {
        headers: () => Promise.reject(new CredentialError('no token file')),
        refused: () => false,
        secrets: () => [],
      };
      const error = await failureOf(transport({ credential }).request(post()));
      expect(error).toMatchObject({ name: 'ServiceUnavailableError' });
      expect(error.message).toContain('no token file');
      expect(server.requests).toHaveLength(0);
    });
  });

  describe('a stream', () => {
    const request = {
      operation: 'streamApplications',
      method: 'GET',
      path: '/stream',
    };

    async function read(chunks: AsyncIterable<Uint8Array>) {
      let text = '';
      for await (const chunk of chunks) {
        text += Buffer.from(chunk).toString('utf8');
      }
      return text;
    }

    it('outlives the time limit of requests and ends when the server ends it', async () => {
      server.next((_request, response) => {
        response.writeHead(200);
        response.write('one ');
        setTimeout(() => response.end('two'), 400);
      });
      const t = transport({ timeoutMs: 150 });
      expect(await read(await t.stream(request))).toBe('one two');
    });

    it('ends quietly when its caller leaves', async () => {
      server.next((_request, response) => {
        response.writeHead(200);
        response.write('one');
      });
      const caller = new AbortController();
      let text = '';
      const chunks = await transport().stream({
        ...request,
        signal: caller.signal,
      });
      for await (const chunk of chunks) {
        text += Buffer.from(chunk).toString('utf8');
        caller.abort();
      }
      expect(text).toBe('one');
    });

    it('fails when the connection breaks, and when there is no answer', async () => {
      server.next((_request, response) => {
        response.writeHead(200);
        response.write('one', () => response.socket?.resetAndDestroy());
      });
      const chunks = await transport().stream(request);
      expect(await failureOf(read(chunks))).toMatchObject({
        name: 'ServiceUnavailableError',
        operation: 'streamApplications',
      });
      server.next({ fault: 'hang' });
      await expect(
        transport({ timeoutMs: 150 }).stream(request),
      ).rejects.toMatchObject({ name: 'ServiceUnavailableError' });
      server.next({ status: 403, json: { message: 'no' } });
      await expect(transport().stream(request)).rejects.toMatchObject({
        name: 'NotAllowedError',
      });
    });
  });
});

/** Waits until something holds, for at most 10 seconds. */
async function until(holds: () => boolean | Promise<boolean>) {
  const deadline = Date.now() + 10_000;
  while (!(await holds())) {
    if (Date.now() > deadline) {
      throw new Error('It never came true');
    }
    await new Promise(resolve => setTimeout(resolve, 10));
  }
}
