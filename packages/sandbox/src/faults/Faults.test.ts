import express from 'express';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FaultRuleInput } from './FaultRule';
import { Faults } from './Faults';

describe('Faults', () => {
  let faults: Faults;
  let server: Server;
  let origin: string;
  let served: string[];

  beforeEach(async () => {
    faults = new Faults();
    served = [];
    const app = express();
    app.use(faults.middleware);
    app.use('/:system/stream', (request, response) => {
      served.push(request.originalUrl);
      response.write('first\n');
      const timer = setInterval(() => response.write('more\n'), 5);
      response.on('close', () => {
        clearInterval(timer);
        served.push('closed');
      });
    });
    app.use('/:system', express.json(), (request, response) => {
      served.push(`${request.method} ${request.originalUrl}`);
      response.set('X-Real', 'yes').status(201).json({ text: 'abcdefghij' });
    });
    server = createServer(app);
    await new Promise<void>(resolve => server.listen(0, 'localhost', resolve));
    origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise(resolve => server.close(resolve));
  });

  const post = (path: string) =>
    fetch(`${origin}${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: '{}',
    });
  const isWaiting = async () => {
    while (faults.log().length === 0) {
      await new Promise(next => setTimeout(next, 5));
    }
  };

  it.each([
    ['gitlab', 503, { message: '503 Service Unavailable' }],
    [
      'argocd',
      403,
      { error: 'permission denied', code: 7, message: 'permission denied' },
    ],
    ['vault', 503, { errors: ['Vault is sealed'] }],
    [
      'kubernetes',
      409,
      {
        kind: 'Status',
        apiVersion: 'v1',
        metadata: {},
        status: 'Failure',
        message: 'the server reported a conflict',
        reason: 'AlreadyExists',
        details: {},
        code: 409,
      },
    ],
    [
      'oidc',
      500,
      {
        error: 'server_error',
        error_description: 'Internal Server Error',
      },
    ],
  ] as const)(
    'answers as %s does, and does nothing',
    async (system, status, body) => {
      faults.add({ system, fault: { kind: 'status', status } });
      const response = await post(`/${system}/dev/x`);
      expect(response.status).toBe(status);
      expect(await response.json()).toEqual(body);
      expect(served).toEqual([]);
    },
  );

  it('says when to come back with 429, as the rule wants it', async () => {
    faults.add({ system: 'gitlab', fault: { kind: 'status', status: 429 } });
    expect((await post('/gitlab/x')).headers.get('retry-after')).toBe('1');
    faults.clear();
    faults.add({
      system: 'gitlab',
      fault: {
        kind: 'status',
        status: 429,
        headers: { 'Retry-After': '7' },
      },
    });
    expect((await post('/gitlab/x')).headers.get('retry-after')).toBe('7');
  });

  it('resets the connection', async () => {
    faults.add({ system: 'vault', fault: { kind: 'reset' } });
    await expect(post('/vault/x')).rejects.toMatchObject({
      cause: { code: 'ECONNRESET' },
    });
    expect(served).toEqual([]);
    expect((await post('/gitlab/x')).status).toBe(201);
  });

  it.each([[undefined], [0], [3], [10_000]])(
    'cuts the answer off (%p bytes) of what is done',
    async bytes => {
      faults.add({ system: 'gitlab', fault: { kind: 'truncate', bytes } });
      await expect(
        post('/gitlab/x').then(response => response.text()),
      ).rejects.toThrow();
      expect(served).toEqual(['POST /gitlab/x']);
    },
  );

  it('gets the bytes through that the rule allows', async () => {
    faults.add({ system: 'gitlab', fault: { kind: 'truncate', bytes: 3 } });
    const response = await post('/gitlab/x');
    expect(response.status).toBe(201);
    const reader = response.body!.getReader();
    const { value } = await reader.read();
    expect(Buffer.from(value!).toString()).toBe('{"t');
    await expect(reader.read()).rejects.toThrow();
  });

  it('does it, but answers with an error', async () => {
    faults.add({ system: 'argocd', fault: { kind: 'accomplished' } });
    const response = await post('/argocd/x');
    expect(response.status).toBe(500);
    expect(response.headers.get('x-real')).toBeNull();
    expect(await response.json()).toMatchObject({ code: 13 });
    expect(served).toEqual(['POST /argocd/x']);
  });

  it.each(['truncate', 'accomplished'] as const)(
    'ends a stream: %s',
    async kind => {
      faults.add({ system: 'kubernetes', fault: { kind } });
      const outcome = await fetch(`${origin}/kubernetes/stream`)
        .then(async response => {
          await response.text();
          return response.status;
        })
        .catch(error => error.message);
      expect(outcome).toBe(kind === 'accomplished' ? 500 : 'terminated');
      while (!served.includes('closed')) {
        await new Promise(next => setTimeout(next, 5));
      }
    },
  );

  it('is late', async () => {
    faults.add({
      system: 'vault',
      fault: { kind: 'latency', ms: 60, jitterMs: 10 },
    });
    const begin = performance.now();
    expect((await post('/vault/x')).status).toBe(201);
    expect(performance.now() - begin).toBeGreaterThan(55);
  });

  it.each([{ kind: 'hang' }, { kind: 'latency', ms: 3_600_000 }] as const)(
    'lets requests go that wait: %p',
    async fault => {
      const { id } = faults.add({ system: 'vault', fault });
      const answer = post('/vault/x');
      await isWaiting();
      expect(served).toEqual([]);
      faults.remove(id);
      expect((await answer).status).toBe(201);
    },
  );

  it('does nothing for a client that gave up', async () => {
    faults.add({ system: 'vault', fault: { kind: 'hang' } });
    const abort = new AbortController();
    const answer = fetch(`${origin}/vault/x`, { signal: abort.signal });
    await isWaiting();
    abort.abort();
    await expect(answer).rejects.toThrow('aborted');
    await new Promise<void>(resolve => {
      const look = () =>
        server.getConnections((_error, count) =>
          count === 0 ? resolve() : setTimeout(look, 5),
        );
      look();
    });
    faults.clear();
    expect(await (await post('/vault/y')).json()).toBeDefined();
    expect(served).toEqual(['POST /vault/y']);
  });

  it.each<[Omit<FaultRuleInput, 'fault' | 'system'>, string, boolean]>([
    [{}, '/gitlab', true],
    [{ method: 'post' }, '/gitlab/x', true],
    [{ method: 'GET' }, '/gitlab/x', false],
    [{ path: '/api/v4/projects/**' }, '/gitlab/api/v4/projects', true],
    [{ path: '/api/v4/projects/**' }, '/gitlab/api/v4/projects/1/a?b=c', true],
    [{ path: '/api/v4/projects/**' }, '/gitlab/api/v4/projectsx', false],
    [{ path: '/api/v4/projects' }, '/gitlab/api/v4/projects?a=/b', true],
    [{ path: '/api/v4/projects/*' }, '/gitlab/api/v4/projects/a%2Fb', true],
    [{ path: '/api/v4/projects/*' }, '/gitlab/api/v4/projects/a/b', false],
    [{ path: '/p/a%2Fb.c/*' }, '/gitlab/p/a%2fb%2Ec/x', true],
    [
      { path: '/**/git-receive-pack' },
      '/gitlab/a/b.git/git-receive-pack',
      true,
    ],
    [{ git: true }, '/gitlab/a/b.git/info/refs?service=x', true],
    [{ git: false }, '/gitlab/a/b.git/info/refs?service=x', false],
    [{ git: true }, '/gitlab/api/v4/projects', false],
    [{ headers: { 'Content-Type': 'application/json' } }, '/gitlab/x', true],
    [{ headers: { 'content-type': 'text/plain' } }, '/gitlab/x', false],
    [{ headers: { 'x-run': 'a' } }, '/gitlab/x', false],
  ])('%p meets POST %s: %s', async (rule, path, isHit) => {
    faults.add({ ...rule, system: 'gitlab', fault: { kind: 'reset' } });
    await post(path).catch(() => {});
    expect(served.length === 0).toBe(isHit);
  });

  it('tells clusters apart', async () => {
    faults.add({
      system: 'kubernetes',
      instance: 'dev',
      path: '/api/**',
      fault: { kind: 'status', status: 500 },
    });
    expect((await post('/kubernetes/dev/api/v1')).status).toBe(500);
    expect((await post('/kubernetes/staging/api/v1')).status).toBe(201);
  });

  it('skips, then hits so many times; counts and logs', async () => {
    faults.add({
      id: 'twice',
      system: 'vault',
      skip: 1,
      times: 2,
      fault: { kind: 'status', status: 500 },
    });
    const statuses = [];
    for (let index = 0; index < 5; index++) {
      statuses.push((await post(`/vault/${index}?token=secret`)).status);
    }
    expect(statuses).toEqual([201, 500, 500, 201, 201]);
    expect(faults.list()).toEqual([
      expect.objectContaining({ id: 'twice', hits: 2, passed: 3 }),
    ]);
    expect(faults.log()).toEqual([
      expect.objectContaining({
        rule: 'twice',
        kind: 'status',
        system: 'vault',
        method: 'POST',
        path: '/1',
      }),
      expect.objectContaining({ path: '/2' }),
    ]);
  });

  it('asks the next rule about what the first lets pass', async () => {
    faults.add({
      system: 'vault',
      times: 1,
      fault: { kind: 'status', status: 500 },
    });
    faults.add({ system: 'vault', fault: { kind: 'status', status: 503 } });
    expect((await post('/vault/x')).status).toBe(500);
    expect((await post('/vault/x')).status).toBe(503);
  });

  it('draws the same from the same seed', async () => {
    const draw = async () => {
      const statuses = [];
      for (let index = 0; index < 40; index++) {
        statuses.push((await post('/vault/x')).status);
      }
      return statuses.join();
    };
    faults.add({
      system: 'vault',
      probability: 0.5,
      fault: { kind: 'status', status: 500 },
    });
    faults.reset(1);
    const first = await draw();
    faults.reset(2);
    const second = await draw();
    faults.reset('1');
    expect(faults.log()).toEqual([]);
    expect(await draw()).toBe(first);
    expect(second).not.toBe(first);
    expect(new Set(first.split(','))).toEqual(new Set(['201', '500']));
  });

  it.each([
    [{}, 'system'],
    [{ system: 'jenkins', fault: { kind: 'reset' } }, 'system'],
    [{ system: 'vault', fault: { kind: 'explode' } }, 'fault.kind'],
    [{ system: 'vault', fault: { kind: 'latency' } }, 'fault.ms'],
    [{ system: 'vault', fault: { kind: 'reset' }, timse: 1 }, 'timse'],
    [{ system: 'vault', fault: { kind: 'status', status: 200 } }, 'status'],
    [
      { system: 'vault', instance: 'dev', fault: { kind: 'reset' } },
      'instance: is for kubernetes only',
    ],
    [{ system: 'vault', path: 'x', fault: { kind: 'reset' } }, 'begin with /'],
  ])('refuses %p', (rule, message) => {
    expect(() => faults.add(rule as FaultRuleInput)).toThrow(message);
  });

  it('keeps ids apart', () => {
    faults.add({ id: 'a', system: 'vault', fault: { kind: 'reset' } });
    expect(() =>
      faults.add({ id: 'a', system: 'vault', fault: { kind: 'reset' } }),
    ).toThrow('There is a rule a already');
    expect(() => faults.remove('b')).toThrow('There is no rule b');
  });
});
