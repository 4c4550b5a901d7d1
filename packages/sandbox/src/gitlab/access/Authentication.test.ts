import {
  createGitLabHarness,
  type GitLabHarness,
} from '../__testUtils__/createGitLabHarness';

describe('access tokens', () => {
  let harness: GitLabHarness;

  beforeAll(async () => {
    harness = await createGitLabHarness();
    await harness.admin.createProject({ path: 'shop/cart' });
  });

  afterAll(() => harness.close());

  async function ask(token: string, path = '/user', method = 'GET') {
    const response = await fetch(`${harness.base}/api/v4${path}`, {
      method,
      headers: { authorization: `Bearer ${token}` },
    });
    return {
      status: response.status,
      body: response.status === 204 ? undefined : await response.json(),
    };
  }

  it('takes them as PRIVATE-TOKEN and as bearer', async () => {
    const plain = await harness.api('dev', '/user');
    expect(await plain.json()).toMatchObject({
      username: 'dev',
      email: 'dev@example.com',
      is_admin: false,
    });
    expect((await ask(harness.token('dev'))).status).toBe(200);
  });

  it('refuses none and unknown ones', async () => {
    const expected = { status: 401, body: { message: '401 Unauthorized' } };
    expect(await ask('glpat-unknown')).toEqual(expected);
    const anonymous = await harness.api(undefined, '/user');
    expect(anonymous.status).toBe(401);
    // An unknown token is refused even where anonymous reading is allowed.
    expect(await ask('glpat-unknown', '/projects')).toEqual(expected);
  });

  it('refuses expired ones in the words of GitLab', async () => {
    const token = harness.makeToken('dev', ['api'], '2024-01-01');
    expect(await ask(token)).toEqual({
      status: 401,
      body: {
        error: 'invalid_token',
        error_description:
          'Token is expired. You can either do re-authorization or token refresh.',
      },
    });
  });

  it('refuses revoked ones; a token may revoke itself', async () => {
    const token = harness.makeToken('dev', ['read_api']);
    expect(
      (await ask(token, '/personal_access_tokens/self')).body,
    ).toMatchObject({ active: true, scopes: ['read_api'], expires_at: null });
    expect(
      (await ask(token, '/personal_access_tokens/self', 'DELETE')).status,
    ).toBe(204);
    expect((await ask(token)).body).toEqual({
      error: 'invalid_token',
      error_description:
        'Token was revoked. You have to re-authorize from the user.',
    });
  });

  it('keeps to scopes', async () => {
    const reader = harness.makeToken('mia', ['read_api']);
    expect((await ask(reader, '/projects/shop%2Fcart')).status).toBe(200);
    expect(
      await ask(reader, '/projects/shop%2Fcart/archive', 'POST'),
    ).toMatchObject({ status: 403, body: { error: 'insufficient_scope' } });
    const repository = harness.makeToken('mia', ['read_repository']);
    expect((await ask(repository, '/projects/shop%2Fcart')).status).toBe(403);
    expect(
      (
        await ask(
          repository,
          '/projects/shop%2Fcart/repository/files/README.md?ref=main',
        )
      ).status,
    ).toBe(404);
  });

  it('are made, listed and rotated through the API', async () => {
    const dev = harness.admin.findUser('dev')!;
    const made = await harness.api(
      'root',
      `/users/${dev.id}/personal_access_tokens`,
      { method: 'POST', body: { name: 'ci', scopes: ['api'] } },
    );
    expect(made.status).toBe(201);
    const { token, id } = await made.json();
    expect((await ask(token)).body.username).toBe('dev');
    const rotated = await ask(
      token,
      `/personal_access_tokens/${id}/rotate`,
      'POST',
    );
    expect(rotated.status).toBe(200);
    expect((await ask(token)).status).toBe(401);
    expect((await ask(rotated.body.token)).status).toBe(200);
    expect(
      (
        await ask(
          harness.token('dev'),
          `/users/${dev.id}/personal_access_tokens`,
          'POST',
        )
      ).status,
    ).toBe(403);
  });

  it('are kept as digests only', () => {
    const value = harness.makeToken('dev', ['api']);
    const kept = JSON.stringify(
      harness.context.store.collection('gitlab.tokens').values(),
    );
    expect(kept).not.toContain(value);
  });
});
