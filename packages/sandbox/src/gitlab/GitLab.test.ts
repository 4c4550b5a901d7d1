import {
  createGitLabHarness,
  type GitLabHarness,
} from './__testUtils__/createGitLabHarness';

jest.setTimeout(60_000);

describe('GitLab through the real client', () => {
  let harness: GitLabHarness;

  beforeAll(async () => {
    harness = await createGitLabHarness();
  });

  afterAll(() => harness.close());

  it('makes a project with a README, reads it back and removes it', async () => {
    const client = harness.client('mia');
    const group = await client.Groups.show('shop');
    const project = await client.Projects.create({
      name: 'Cart',
      path: 'cart',
      namespaceId: group.id,
      topics: ['runway', 'runway-run-1'],
      description: 'What is in the cart',
      initializeWithReadme: true,
    });
    expect(project).toMatchObject({
      path_with_namespace: 'shop/cart',
      default_branch: 'main',
      topics: ['runway', 'runway-run-1'],
      visibility: 'internal',
      http_url_to_repo: `${harness.base}/shop/cart.git`,
      web_url: `${harness.base}/shop/cart`,
    });
    const byPath = await client.Projects.show('shop/cart');
    expect(byPath.id).toBe(project.id);
    const readme = await client.RepositoryFiles.showRaw(
      'shop/cart',
      'README.md',
      'main',
    );
    expect(readme).toBe('# Cart\n\nWhat is in the cart\n');

    await client.Projects.remove(project.id);
    await expect(client.Projects.show(project.id)).rejects.toMatchObject({
      cause: { response: { status: 404 } },
    });
    // The name is free again.
    await client.Projects.create({ path: 'cart', namespaceId: group.id });
  });

  it('refuses taken and bad names in the words of GitLab', async () => {
    const { id } = harness.admin.findGroup('shop')!;
    await harness.admin.createProject({ path: 'shop/taken' });
    const create = async (body: object) => {
      const response = await harness.api('mia', '/projects', {
        method: 'POST',
        body,
      });
      return { status: response.status, body: await response.json() };
    };
    expect(await create({ name: 'taken', namespace_id: id })).toEqual({
      status: 400,
      body: {
        message: {
          name: ['has already been taken'],
          path: ['has already been taken'],
        },
      },
    });
    expect(
      (await create({ path: '-bad; rm', namespace_id: id })).body.message
        .path[0],
    ).toContain("can contain only letters, digits, '_', '-' and '.'");
    expect(await create({ path: 'fine', namespace_id: 99_999 })).toEqual({
      status: 400,
      body: { message: { namespace: ['is not valid'] } },
    });
    expect(await create({ namespace_id: id })).toEqual({
      status: 400,
      body: {
        error:
          'name, path are missing, at least one parameter must be provided',
      },
    });
  });

  it('lists projects in pages, by number and by keyset', async () => {
    for (const name of ['list-a', 'list-b', 'list-c']) {
      await harness.admin.createProject({
        path: `platform/${name}`,
        topics: ['listed'],
      });
    }
    const client = harness.client('dev');
    const response = await harness.api(
      'dev',
      '/projects?topic=listed&per_page=2&order_by=id&sort=asc',
    );
    expect(response.headers.get('x-total')).toBe('3');
    expect(response.headers.get('x-next-page')).toBe('2');
    expect(response.headers.get('link')).toContain('rel="next"');
    const token = harness.token('dev');
    const inAddress = await harness.api(
      undefined,
      `/projects?per_page=1&private_token=${token}`,
    );
    expect(inAddress.status).toBe(200);
    expect(inAddress.headers.get('link')).not.toContain(token);
    const all = await client.Projects.all({
      topic: 'listed',
      perPage: 1,
      maxPages: 10,
    });
    expect(all.map(project => project.path).sort()).toEqual([
      'list-a',
      'list-b',
      'list-c',
    ]);
    const byKeyset = await client.Projects.all({
      topic: 'listed',
      pagination: 'keyset',
      orderBy: 'id',
      sort: 'asc',
      perPage: 2,
    });
    expect(byKeyset.map(project => project.path)).toEqual([
      'list-a',
      'list-b',
      'list-c',
    ]);
    expect(await client.Projects.all({ search: 'LIST-B' })).toHaveLength(1);
  });

  it('hides private projects and keeps roles', async () => {
    await harness.admin.createProject({
      path: 'shop/secret',
      visibility: 'private',
    });
    const answer = async (username: string | undefined, path: string) =>
      (await harness.api(username, path)).status;
    expect(await answer('dev', '/projects/shop%2Fsecret')).toBe(200);
    expect(await answer('out', '/projects/shop%2Fsecret')).toBe(404);
    expect(await answer(undefined, '/projects/shop%2Fsecret')).toBe(404);
    expect(await answer('gus', '/projects/shop%2Fsecret')).toBe(200);
    expect(
      await answer('gus', '/projects/shop%2Fsecret/repository/branches'),
    ).toBe(403);
    expect(await answer('dev', '/projects/shop%2Fsecret/variables')).toBe(403);
    const removal = await harness.api('mia', '/projects/shop%2Fsecret', {
      method: 'DELETE',
    });
    expect(removal.status).toBe(403);
  });

  it('archives: an archived project takes no changes', async () => {
    await harness.admin.createProject({ path: 'shop/old' });
    const root = harness.client('root');
    await root.Projects.archive('shop/old');
    const response = await harness.api(
      'mia',
      '/projects/shop%2Fold/repository/commits',
      {
        method: 'POST',
        body: { branch: 'main', commit_message: 'x', actions: [] },
      },
    );
    expect(response.status).toBe(403);
    const project = await root.Projects.unarchive('shop/old');
    expect(project.archived).toBe(false);
  });

  it('keeps groups, members, variables and hooks', async () => {
    const root = harness.client('root');
    const group = await root.Groups.create('Payments', 'payments');
    const dev = await root.Users.all({ username: 'dev' });
    await root.GroupMembers.add(group.id, 30, { userId: dev[0].id });
    expect(await root.GroupMembers.all(group.id)).toHaveLength(2);
    await root.GroupVariables.create(group.id, 'TOKEN', 'abcdefgh', {
      masked: true,
    });
    const refused = await harness.api('root', '/groups/payments/variables', {
      method: 'POST',
      body: { key: 'SHORT', value: 'abc', masked: true },
    });
    expect(refused.status).toBe(400);
    expect(await refused.json()).toEqual({
      message: { value: ['is invalid'] },
    });
    const badKey = await harness.api('root', '/groups/payments/variables', {
      method: 'POST',
      body: { key: 'NO-DASH', value: 'x' },
    });
    expect(await badKey.json()).toEqual({
      message: { key: ["can contain only letters, digits and '_'."] },
    });
    const hook = await root.GroupHooks.add(group.id, 'http://localhost:1/', {
      pipelineEvents: true,
      token: 'hidden',
    });
    expect(hook).toMatchObject({ pipeline_events: true, push_events: true });
    expect(JSON.stringify(hook)).not.toContain('hidden');
    await expect(
      root.Groups.create('Payments', 'payments'),
    ).rejects.toMatchObject({ cause: { response: { status: 400 } } });
  });

  it('answers health and version', async () => {
    expect(await (await fetch(`${harness.base}/-/health`)).text()).toBe(
      'GitLab OK',
    );
    expect((await fetch(`${harness.base}/-/readiness`)).status).toBe(200);
    expect((await harness.api(undefined, '/version')).status).toBe(401);
    const version = await (await harness.api('out', '/version')).json();
    expect(version.version).toMatch(/^\d+\.\d+\.\d+$/);
    const unknown = await harness.api('out', '/nothing/here');
    expect(unknown.status).toBe(404);
    expect(await unknown.json()).toEqual({ error: '404 Not Found' });
  });
});
