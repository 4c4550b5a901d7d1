import {
  createArgoCdHarness,
  type ArgoCdHarness,
} from './__testUtils__/createArgoCdHarness';

describe('who may do what', () => {
  let harness: ArgoCdHarness;

  beforeAll(async () => {
    harness = await createArgoCdHarness();
    harness.git.commit('shop/deploy', {
      'k8s/config.yaml':
        'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: config }\n',
    });
    for (const project of ['shop', 'bank']) {
      harness.argocd.createProject({
        metadata: { name: project },
        spec: {
          sourceRepos: ['*'],
          destinations: [{ name: '*', namespace: '*' }],
          roles: [
            {
              name: 'reader',
              policies: [
                `p, proj:${project}:reader, applications, get, ${project}/*, allow`,
              ],
            },
          ],
        },
      });
      harness.argocd.createApplication({
        metadata: { name: `${project}-dev` },
        spec: {
          project,
          destination: { name: 'dev', namespace: 'default' },
          source: { repoURL: harness.git.url('shop/deploy'), path: 'k8s' },
        },
      });
    }
  });

  afterAll(async () => {
    await harness.close();
    harness.git.remove();
  });

  const unauthenticated = (message: string) => ({
    status: 401,
    body: { code: 16, error: message, message },
  });

  it('nobody without a valid token', async () => {
    const path = '/api/v1/applications';
    expect(await harness.get(path, '')).toEqual(
      unauthenticated('no session information'),
    );
    expect(await harness.get(path, 'nonsense')).toEqual(
      unauthenticated(
        'invalid session: token is malformed: token contains an invalid number of segments',
      ),
    );
    const token = harness.argocd.createAccountToken({ account: 'ci' });
    expect((await harness.get(path, token)).status).toBe(200);
    const [header, , signature] = token.split('.');
    const forged = Buffer.from(
      JSON.stringify({ sub: 'runway:apiKey', jti: 'portal', iat: 1 }),
    ).toString('base64url');
    expect(await harness.get(path, `${header}.${forged}.${signature}`)).toEqual(
      unauthenticated(
        'invalid session: token signature is invalid: signature is invalid',
      ),
    );
    const expired = harness.argocd.createAccountToken({
      account: 'ci',
      expiresInSeconds: -10,
    });
    expect(await harness.get(path, expired)).toEqual(
      unauthenticated(
        'invalid session: token has invalid claims: token is expired',
      ),
    );
    expect(
      await harness.request('POST', '/api/v1/session', {
        username: 'admin',
        password: 'admin',
      }),
    ).toEqual(unauthenticated('Invalid username or password'));
  });

  it('strangers learn the version and that they are not logged in', async () => {
    expect((await harness.get('/api/version', '')).body).toEqual({
      Version: expect.stringMatching(/^v3\..*sandbox/),
    });
    expect((await harness.get('/api/v1/session/userinfo', '')).body).toEqual(
      {},
    );
    expect((await harness.get('/api/v1/session/userinfo')).body).toEqual({
      loggedIn: true,
      username: 'runway',
      iss: 'argocd',
    });
  });

  it('a token can be limited to projects', async () => {
    const token = harness.argocd.createAccountToken({
      account: 'shop-bot',
      projects: ['shop'],
    });
    const names = async (path: string) =>
      (await harness.get(path, token)).body.items.map(
        (item: any) => item.metadata.name,
      );
    expect(await names('/api/v1/applications')).toEqual(['shop-dev']);
    expect(await names('/api/v1/projects')).toEqual(['shop']);
    expect((await harness.get('/api/v1/clusters', token)).body.items).toEqual(
      [],
    );
    expect(
      await harness.get('/api/v1/applications/bank-dev', token),
    ).toMatchObject({ status: 403, body: { message: 'permission denied' } });
    const create = (project: string) =>
      harness.request(
        'POST',
        '/api/v1/applications',
        {
          metadata: { name: `${project}-new` },
          spec: {
            project,
            destination: { name: 'dev', namespace: 'default' },
            source: { repoURL: harness.git.url('shop/deploy'), path: 'k8s' },
          },
        },
        token,
      );
    expect((await create('shop')).status).toBe(200);
    expect(await create('bank')).toMatchObject({
      status: 403,
      body: {
        code: 7,
        message: expect.stringMatching(
          /^permission denied: applications, create, bank\/bank-new, sub: shop-bot, iat: 20/,
        ),
      },
    });
    const canI = async (object: string) =>
      (
        await harness.get(
          `/api/v1/account/can-i/applications/sync/${object}`,
          token,
        )
      ).body.value;
    expect(await canI('shop/shop-dev')).toBe('yes');
    expect(await canI('shop/argocd/shop-dev')).toBe('yes');
    expect(await canI('bank/bank-dev')).toBe('no');
    expect(
      await harness.get('/api/v1/account/can-i/applications/fly/x', token),
    ).toMatchObject({ status: 400, body: { code: 3 } });
  });

  it("a project's role does what its policies say, until its token is taken away", async () => {
    const { body } = await harness.request(
      'POST',
      '/api/v1/projects/shop/roles/reader/token',
      { expiresIn: 60 },
    );
    expect(
      (await harness.get('/api/v1/applications/shop-dev', body.token)).status,
    ).toBe(200);
    expect(
      await harness.request(
        'POST',
        '/api/v1/applications/shop-dev/sync',
        {},
        body.token,
      ),
    ).toMatchObject({
      status: 403,
      body: {
        message: expect.stringContaining(
          'permission denied: applications, sync, shop/shop-dev, sub: proj:shop:reader',
        ),
      },
    });
    const project = (await harness.get('/api/v1/projects/shop')).body;
    const [{ iat, id }] = project.spec.roles[0].jwtTokens;
    await harness.request(
      'DELETE',
      `/api/v1/projects/shop/roles/reader/token/${iat}?id=${id}`,
    );
    expect(
      await harness.get('/api/v1/applications/shop-dev', body.token),
    ).toEqual(
      unauthenticated('invalid session: token is revoked, please re-login'),
    );
  });

  it('projects in use stay, policies beyond the project are refused', async () => {
    expect(
      await harness.request('DELETE', '/api/v1/projects/bank'),
    ).toMatchObject({
      status: 400,
      body: { message: 'project is referenced by 1 applications' },
    });
    expect(
      await harness.request('DELETE', '/api/v1/projects/default'),
    ).toMatchObject({ status: 400 });
    const project = (policy: string) => ({
      project: {
        metadata: { name: 'new' },
        spec: { roles: [{ name: 'x', policies: [policy] }] },
      },
    });
    expect(
      await harness.request(
        'POST',
        '/api/v1/projects',
        project('p, proj:new:x, applications, get, shop/*, allow'),
      ),
    ).toMatchObject({
      status: 400,
      body: { message: expect.stringContaining('object must be of form') },
    });
    expect(
      (
        await harness.request(
          'POST',
          '/api/v1/projects',
          project('p, proj:new:x, applications, get, new/*, allow'),
        )
      ).status,
    ).toBe(200);
    expect(
      await harness.request(
        'POST',
        '/api/v1/projects',
        project('p, proj:new:x, applications, sync, new/*, allow'),
      ),
    ).toMatchObject({
      status: 400,
      body: {
        message: expect.stringContaining('existing project spec is different'),
      },
    });
  });

  it('changes must be JSON', async () => {
    const answer = await fetch(
      `${harness.url}/argocd/api/v1/applications/shop-dev`,
      {
        method: 'DELETE',
        headers: {
          authorization: `Bearer ${harness.context.credentials.argocdToken}`,
        },
      },
    );
    expect(answer.status).toBe(415);
    const broken = await fetch(`${harness.url}/argocd/api/v1/applications`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${harness.context.credentials.argocdToken}`,
        'content-type': 'application/json',
      },
      body: '{',
    });
    expect(broken.status).toBe(400);
    expect(await broken.json()).toMatchObject({ code: 3 });
  });
});
