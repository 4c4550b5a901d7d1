import { failureOf } from '../__testUtils__/failureOf';
import { until } from '../__testUtils__/until';
import { get, post, useTransports } from '../__testUtils__/useTransports';

describe('UpstreamTransport', () => {
  const fixture = useTransports();

  describe('retries', () => {
    it.each([
      ['503', { status: 503, json: {} }],
      ['500', { status: 500, json: {} }],
      ['429', { status: 429, json: {} }],
      ['a reset', { fault: 'reset' }],
      ['a truncated body', { fault: 'truncated' }],
      ['half a JSON document', { fault: 'half-json' }],
    ] as const)('a read after %s', async (_name, behaviour) => {
      fixture.server.next(behaviour, { json: { id: 1 } });
      await expect(fixture.transport().request(get())).resolves.toEqual({
        id: 1,
      });
      expect(fixture.server.requests).toHaveLength(2);
      expect(fixture.records).toEqual([
        expect.objectContaining({ attempts: 2, outcome: 'ok' }),
      ]);
    });

    it('gives up after three attempts', async () => {
      fixture.server.otherwise = { status: 502, json: {} };
      await failureOf(fixture.transport().request(get()));
      expect(fixture.server.requests).toHaveLength(3);
      expect(fixture.records[0]).toMatchObject({
        attempts: 3,
        outcome: 'failed',
        status: 502,
      });
    });

    it.each([[{ status: 503, json: {} }], [{ fault: 'reset' }]] as const)(
      'never sends a POST twice that may have had its effect: %j',
      async behaviour => {
        fixture.server.otherwise = behaviour;
        await failureOf(fixture.transport().request(post()));
        expect(fixture.server.requests).toHaveLength(1);
      },
    );

    it('sends a POST again that was refused for its rate, and no more once there is doubt', async () => {
      fixture.server.next(
        { status: 429, json: {} },
        { status: 503, json: {} },
        { json: { id: 1 } },
      );
      const error = await failureOf(fixture.transport().request(post()));
      expect(fixture.server.requests).toHaveLength(2);
      expect(error.outcomeUnknown).toBe(true);
    });

    it('sends a POST twice that is declared idempotent, and remembers the doubt of the first', async () => {
      fixture.server.next({ fault: 'reset' }, { status: 403, json: {} });
      const error = await failureOf(
        fixture.transport().request(post({ effect: 'idempotent' })),
      );
      expect(fixture.server.requests).toHaveLength(2);
      expect(error).toMatchObject({
        name: 'NotAllowedError',
        outcomeUnknown: true,
      });
    });

    it.each([400, 401, 403, 404, 409, 422])('not after %s', async status => {
      fixture.server.otherwise = { status, json: {} };
      await failureOf(fixture.transport().request(get()));
      expect(fixture.server.requests).toHaveLength(1);
    });

    it('waits as long as the upstream asks', async () => {
      fixture.server.next(
        { status: 429, headers: { 'retry-after': '1' }, json: {} },
        { json: { id: 1 } },
      );
      const before = Date.now();
      await fixture.transport().request(get());
      expect(Date.now() - before).toBeGreaterThanOrEqual(990);
    });

    it('but not for longer than the cap, and says how long', async () => {
      fixture.server.next({
        status: 429,
        headers: { 'retry-after': '60' },
        json: {},
      });
      const error = await failureOf(fixture.transport().request(get()));
      expect(fixture.server.requests).toHaveLength(1);
      expect(error).toMatchObject({ retryAfterMs: 60_000, retryable: true });
      expect(error.message).toContain('try again in 60 s');
    });

    it('takes 404 for success when a first DELETE may have worked', async () => {
      const remove = get({ method: 'DELETE', parse: () => ({ id: 0 }) });
      fixture.server.next({ fault: 'reset' }, { status: 404, json: {} });
      await expect(fixture.transport().request(remove)).resolves.toEqual({
        id: 0,
      });
      fixture.server.next({ status: 404, json: {} });
      await expect(fixture.transport().request(remove)).rejects.toMatchObject({
        name: 'NotFoundError',
      });
    });
  });

  describe('time limits', () => {
    it('gives up a hanging request, tries a read once more, and ends after twice the time', async () => {
      fixture.server.otherwise = { fault: 'hang' };
      const error = await failureOf(
        fixture.transport({ timeoutMs: 500 }).request(get()),
      );
      expect(error).toMatchObject({
        name: 'ServiceUnavailableError',
        retryable: true,
      });
      expect(error.message).toContain('gave no answer to project within');
      expect(fixture.records[0]).toMatchObject({
        outcome: 'timeout',
        attempts: 2,
      });
    });

    it('covers a body that never ends', async () => {
      fixture.server.otherwise = (_request, response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.write('{');
      };
      const error = await failureOf(
        fixture.transport({ timeoutMs: 500 }).request(post()),
      );
      expect(error).toMatchObject({
        name: 'ServiceUnavailableError',
        outcomeUnknown: true,
      });
    });

    it('ends with the reason of the caller as soon as the caller gives up', async () => {
      fixture.server.otherwise = { fault: 'hang' };
      const caller = new AbortController();
      const reason = new Error('The page was left');
      const call = failureOf(
        fixture.transport().request(get({ signal: caller.signal })),
      );
      await until(() => fixture.server.requests.length === 1);
      caller.abort(reason);
      expect(await call).toBe(reason);
      expect(fixture.records[0].outcome).toBe('aborted');
    });

    it('also while it waits for a retry', async () => {
      fixture.server.otherwise = {
        status: 503,
        headers: { 'retry-after': '9' },
        json: {},
      };
      const caller = new AbortController();
      const call = failureOf(
        fixture
          .transport({ timeoutMs: 20_000 })
          .request(get({ signal: caller.signal })),
      );
      await until(() => fixture.server.requests.length === 1);
      caller.abort();
      expect((await call).name).toBe('AbortError');
    });

    it('takes the time limit of a caller for an upstream that is too slow', async () => {
      fixture.server.otherwise = { fault: 'hang' };
      const error = await failureOf(
        fixture.transport().request(get({ signal: AbortSignal.timeout(100) })),
      );
      expect(error).toMatchObject({
        name: 'ServiceUnavailableError',
        system: 'gitlab',
      });
    });
  });
});
