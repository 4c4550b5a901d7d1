import { failureOf } from '../__testUtils__/failureOf';
import { FaultServer } from '../__testUtils__/FaultServer';
import { get, post, useTransports } from '../__testUtils__/useTransports';
import { type Credential, CredentialError } from './Credential';

describe('UpstreamTransport', () => {
  const fixture = useTransports();

  describe('a request', () => {
    it('goes below the base URL with the credential and gives the parsed answer', async () => {
      fixture.server.next({ json: { id: 7, unknown: 'field' } });
      await expect(fixture.transport().request(get())).resolves.toEqual({
        id: 7,
      });
      expect(fixture.server.requests).toEqual([
        expect.objectContaining({
          method: 'GET',
          url: '/gitlab/api/v4/projects/1',
          headers: expect.objectContaining({ 'private-token': fixture.secret }),
        }),
      ]);
      expect(fixture.records).toEqual([
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
        await expect(
          fixture.transport().request(get({ path })),
        ).rejects.toThrow('"." and ".." are not names');
        expect(fixture.server.requests).toHaveLength(0);
      },
    );

    it('follows a redirect of the same instance when reading, and no other', async () => {
      fixture.server.next(
        { status: 301, headers: { location: '/gitlab/new' }, json: {} },
        { json: { id: 8 } },
      );
      await expect(fixture.transport().request(get())).resolves.toEqual({
        id: 8,
      });
      expect(fixture.server.requests[1].url).toBe('/gitlab/new');

      const other = await FaultServer.start();
      fixture.server.next({
        status: 302,
        headers: { location: `${other.url}/steal` },
        json: {},
      });
      const error = await failureOf(fixture.transport().request(get()));
      expect(error.name).toBe('ServiceUnavailableError');
      expect(error.message).toContain('redirect (302); check its baseUrl');
      expect(other.requests).toHaveLength(0);
      await other.stop();

      fixture.server.next({
        status: 307,
        headers: { location: '/x' },
        json: {},
      });
      await expect(fixture.transport().request(post())).rejects.toThrow(
        'redirect',
      );
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
      fixture.server.next({ status: 401, json: {} }, { json: { id: 1 } });
      const credential = renewable(['old', 'new']);
      await fixture.transport({ credential }).request(post());
      expect(
        fixture.server.requests.map(
          request => request.headers['private-token'],
        ),
      ).toEqual(['old', 'new']);
    });

    it('is not renewed for ever', async () => {
      fixture.server.otherwise = { status: 401, json: {} };
      const credential = renewable(['a', 'b', 'c', 'd']);
      const error = await failureOf(
        fixture.transport({ credential }).request(get()),
      );
      expect(fixture.server.requests).toHaveLength(2);
      expect(error.message).toContain("refused the portal's credential");
    });

    it('that cannot be had is told, and nothing is sent', async () => {
      const credential: Credential = {
        headers: () => Promise.reject(new CredentialError('no token file')),
        refused: () => false,
        secrets: () => [],
      };
      const error = await failureOf(
        fixture.transport({ credential }).request(post()),
      );
      expect(error).toMatchObject({ name: 'ServiceUnavailableError' });
      expect(error.message).toContain('no token file');
      expect(fixture.server.requests).toHaveLength(0);
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
      fixture.server.next((_request, response) => {
        response.writeHead(200);
        response.write('one ');
        setTimeout(() => response.end('two'), 1_200);
      });
      const t = fixture.transport({ timeoutMs: 500 });
      expect(await read(await t.stream(request))).toBe('one two');
    });

    it('ends quietly when its caller leaves', async () => {
      fixture.server.next((_request, response) => {
        response.writeHead(200);
        response.write('one');
      });
      const caller = new AbortController();
      let text = '';
      const chunks = await fixture.transport().stream({
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
      fixture.server.next((_request, response) => {
        response.writeHead(200);
        response.write('one', () => response.socket?.resetAndDestroy());
      });
      const chunks = await fixture.transport().stream(request);
      expect(await failureOf(read(chunks))).toMatchObject({
        name: 'ServiceUnavailableError',
        operation: 'streamApplications',
      });
      fixture.server.next({ fault: 'hang' });
      await expect(
        fixture.transport({ timeoutMs: 500 }).stream(request),
      ).rejects.toMatchObject({ name: 'ServiceUnavailableError' });
      fixture.server.next({ status: 403, json: { message: 'no' } });
      await expect(fixture.transport().stream(request)).rejects.toMatchObject({
        name: 'NotAllowedError',
      });
    });
  });
});
