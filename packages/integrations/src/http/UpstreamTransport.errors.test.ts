import { failureOf } from '../__testUtils__/failureOf';
import { FaultServer } from '../__testUtils__/FaultServer';
import { get, post, useTransports } from '../__testUtils__/useTransports';

describe('UpstreamTransport', () => {
  const fixture = useTransports();

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
      fixture.server.otherwise = { status, json: { message: 'Because.' } };
      const error = await failureOf(fixture.transport().request(post()));
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
        fixture.server.next({ status: 400, json });
        return (await failureOf(fixture.transport().request(post()))).message;
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
      const t = fixture.transport();
      fixture.server.next(
        { status: 400, json: { message: `bad token ${fixture.secret}` } },
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
      expect(everything).not.toContain(fixture.secret);
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
      const error = await failureOf(
        fixture.transport({ baseUrl }).request(post()),
      );
      expect(error).toMatchObject({
        name: 'ServiceUnavailableError',
        retryable: true,
        outcomeUnknown: false,
      });
      expect(error.message).toContain('ECONNREFUSED');
      expect(fixture.records[0]).toMatchObject({
        outcome: 'unreachable',
        attempts: 3,
      });
    });

    it('knows that it does not know what a broken write did', async () => {
      fixture.server.next({ fault: 'reset' });
      const reset = await failureOf(fixture.transport().request(post()));
      expect(reset).toMatchObject({
        name: 'ServiceUnavailableError',
        outcomeUnknown: true,
      });
      fixture.server.next({ fault: 'truncated' });
      const cut = await failureOf(fixture.transport().request(post()));
      expect(cut).toMatchObject({ outcomeUnknown: true, retryable: true });
      expect(fixture.server.requests).toHaveLength(2);
    });

    it('refuses an answer of the wrong shape, naming fields and no values', async () => {
      fixture.server.otherwise = { json: { id: 'hunter2' } };
      const error = await failureOf(fixture.transport().request(get()));
      expect(error).toMatchObject({
        name: 'ServiceUnavailableError',
        retryable: false,
        outcomeUnknown: false,
      });
      expect(error.message).toContain('id: invalid_type');
      expect(error.message).not.toContain('hunter2');
      expect(fixture.records[0]).toMatchObject({
        outcome: 'failed',
        attempts: 1,
      });
    });

    it('refuses an answer that is too large', async () => {
      fixture.server.otherwise = { json: { id: 1, text: 'x'.repeat(5000) } };
      await expect(
        fixture.transport({ tuning: { maxAnswerBytes: 1000 } }).request(get()),
      ).rejects.toThrow('more than 1000 bytes');
    });
  });
});
