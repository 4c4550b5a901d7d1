import { failureOf } from '../__testUtils__/failureOf';
import { until } from '../__testUtils__/until';
import { get, post, useTransports } from '../__testUtils__/useTransports';

describe('UpstreamTransport', () => {
  const fixture = useTransports();

  describe('bounded concurrency', () => {
    it('sends no more at once than allowed and serves all', async () => {
      fixture.server.otherwise = (_request, response) => {
        setTimeout(() => {
          response.writeHead(200, { 'content-type': 'application/json' });
          response.end('{"id": 1}');
        }, 20);
      };
      const t = fixture.transport({ maxConcurrency: 3 });
      await Promise.all(Array.from({ length: 12 }, () => t.request(get())));
      expect(fixture.server.peak).toBe(3);
      expect(fixture.server.requests).toHaveLength(12);
    });

    it('goes on after somebody in the queue gave up', async () => {
      const waiting: Array<() => void> = [];
      fixture.server.otherwise = (_request, response) => {
        waiting.push(() => {
          response.writeHead(200, { 'content-type': 'application/json' });
          response.end('{"id": 1}');
        });
      };
      const t = fixture.transport({ maxConcurrency: 1 });
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
      fixture.server.otherwise = { fault: 'hang' };
      const t = fixture.transport({
        maxConcurrency: 1,
        tuning: { maxQueue: 1 },
      });
      const caller = new AbortController();
      const held = [1, 2].map(() =>
        failureOf(t.request(get({ signal: caller.signal }))),
      );
      await until(() => fixture.server.requests.length === 1);
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
      const t = fixture.transport({ tuning });
      fixture.server.otherwise = { status: 503, json: {} };
      await failureOf(t.request(get()));
      expect(t.breakerState).toBe('closed');
      await failureOf(t.request(get()));
      expect(t.breakerState).toBe('open');

      const refused = await failureOf(t.request(post()));
      expect(fixture.server.requests).toHaveLength(2);
      expect(refused).toMatchObject({
        name: 'ServiceUnavailableError',
        retryable: true,
        outcomeUnknown: false,
      });
      expect(fixture.records.at(-1)).toMatchObject({
        outcome: 'rejected',
        attempts: 0,
      });

      fixture.server.otherwise = { json: { id: 1 } };
      await until(async () => {
        try {
          await t.request(get());
          return true;
        } catch {
          return false;
        }
      });
      expect(t.breakerState).toBe('closed');
      expect(fixture.logger.warn).toHaveBeenCalledWith(
        expect.stringContaining('Circuit open'),
      );
    });

    it('does not mind clear answers', async () => {
      const t = fixture.transport({ tuning });
      for (const status of [404, 403, 409, 422, 401, 429]) {
        fixture.server.next({ status, json: {} });
        await failureOf(t.request(get()));
      }
      expect(t.breakerState).toBe('closed');
    });

    it('is not closed by a try that its caller gave up', async () => {
      const t = fixture.transport({ tuning });
      fixture.server.otherwise = { fault: 'reset' };
      await failureOf(t.request(get()));
      await failureOf(t.request(get()));
      fixture.server.reset();
      fixture.server.otherwise = { fault: 'hang' };
      const caller = new AbortController();
      await until(async () => {
        void failureOf(t.request(get({ signal: caller.signal })));
        await new Promise(resolve => setTimeout(resolve, 20));
        return fixture.server.requests.length > 0;
      });
      expect(t.breakerState).toBe('half-open');
      caller.abort();
      await until(() => t.breakerState !== 'half-open');
      expect(t.breakerState).toBe('open');
    });

    it('belongs to one instance', async () => {
      const [a, b] = [
        fixture.transport({ tuning }),
        fixture.transport({ tuning }),
      ];
      fixture.server.otherwise = { status: 503, json: {} };
      await failureOf(a.request(get()));
      await failureOf(a.request(get()));
      expect([a.breakerState, b.breakerState]).toEqual(['open', 'closed']);
    });
  });
});
