import {
  createGitLabHarness,
  type GitLabHarness,
} from '../__testUtils__/createGitLabHarness';

const project = '/projects/shop%2Fcart';

jest.setTimeout(60_000);

describe('repository', () => {
  let harness: GitLabHarness;
  let first: string;

  beforeAll(async () => {
    harness = await createGitLabHarness();
    await harness.admin.createProject({ path: 'shop/cart' });
    first = await harness.admin.commitFiles(
      'shop/cart',
      'main',
      {
        'README.md': '# Cart\n',
        'src/index.ts': 'export {};\n',
        'src/deep/Ünïcode "quoted" file.txt': 'ä\n',
      },
      'First commit\n\nRunway-Run: 42\n',
      { name: 'Dev Eloper', email: 'dev@example.com' },
    );
  });

  afterAll(() => harness.close());

  async function commit(
    actions: object[],
    more: object = {},
    username = 'mia',
  ) {
    const response = await harness.api(
      username,
      `${project}/repository/commits`,
      {
        method: 'POST',
        body: { branch: 'main', commit_message: 'Change', actions, ...more },
      },
    );
    return { status: response.status, body: await response.json() };
  }

  it('commits several actions with another author', async () => {
    const { status, body } = await commit(
      [
        { action: 'create', file_path: 'a/b.txt', content: 'one\n' },
        {
          action: 'create',
          file_path: 'bin/run',
          content: Buffer.from('#!/bin/sh\n').toString('base64'),
          encoding: 'base64',
          execute_filemode: true,
        },
        { action: 'update', file_path: 'README.md', content: '# Cart 2\n' },
      ],
      { author_name: 'Ada Lovelace', author_email: 'ada@example.com' },
    );
    expect(status).toBe(201);
    expect(body).toMatchObject({
      title: 'Change',
      author_name: 'Ada Lovelace',
      author_email: 'ada@example.com',
      committer_name: 'Mia Maintainer',
      parent_ids: [first],
      stats: { additions: 3, deletions: 1, total: 4 },
    });
    expect(body.short_id).toBe(body.id.slice(0, 8));
    const tree = await harness
      .client('dev')
      .Repositories.allRepositoryTrees('shop/cart', { path: 'bin' });
    expect(tree).toMatchObject([{ path: 'bin/run', mode: '100755' }]);

    const moved = await commit([
      { action: 'move', file_path: 'a/c.txt', previous_path: 'a/b.txt' },
      { action: 'chmod', file_path: 'bin/run', execute_filemode: false },
      { action: 'delete', file_path: 'README.md' },
    ]);
    expect(moved.status).toBe(201);
    const diff = await (
      await harness.api(
        'dev',
        `${project}/repository/commits/${moved.body.id}/diff`,
      )
    ).json();
    expect(diff).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ new_path: 'README.md', deleted_file: true }),
        expect.objectContaining({
          old_path: 'a/b.txt',
          new_path: 'a/c.txt',
          renamed_file: true,
        }),
        expect.objectContaining({ a_mode: '100755', b_mode: '100644' }),
      ]),
    );
  });

  it.each([
    [
      [{ action: 'create', file_path: 'src/index.ts', content: '' }],
      'A file with this name already exists',
    ],
    [
      [{ action: 'update', file_path: 'none.ts', content: '' }],
      "A file with this name doesn't exist",
    ],
    [
      [{ action: 'delete', file_path: 'none.ts' }],
      "A file with this name doesn't exist",
    ],
    [
      [{ action: 'create', file_path: 'src', content: '' }],
      'A directory with this name already exists',
    ],
    [
      [{ action: 'create', file_path: '../out.ts', content: '' }],
      'Path cannot include directory traversal',
    ],
    [
      [
        {
          action: 'update',
          file_path: 'src/index.ts',
          content: 'x',
          last_commit_id: '0'.repeat(40),
        },
      ],
      'The file has changed since you started editing it: src/index.ts',
    ],
  ])('refuses %j', async (actions, message) => {
    expect(await commit(actions)).toEqual({ status: 400, body: { message } });
  });

  it('takes the last commit id of a file that did not change', async () => {
    const file = await harness
      .client('dev')
      .RepositoryFiles.show('shop/cart', 'src/index.ts', 'main');
    expect(file.last_commit_id).toBe(first);
    const { status } = await commit([
      {
        action: 'update',
        file_path: 'src/index.ts',
        content: 'export const a = 1;\n',
        last_commit_id: file.last_commit_id,
      },
    ]);
    expect(status).toBe(201);
  });

  it('takes commits made at the same time one after the other', async () => {
    const before = await harness.client('mia').Commits.all('shop/cart');
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_value, index) =>
        commit([
          { action: 'create', file_path: `many/${index}.txt`, content: 'x' },
        ]),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(201));
    const after = await harness.client('mia').Commits.all('shop/cart');
    expect(after).toHaveLength(before.length + 8);
  });

  it('starts branches, and only from what is there', async () => {
    const add = (name: string) => [
      { action: 'create', file_path: name, content: 'x\n' },
    ];
    const fresh = { branch: 'feature/one', start_branch: 'main' };
    expect((await commit(add('one.txt'), fresh, 'dev')).status).toBe(201);
    expect(await commit(add('two.txt'), fresh, 'dev')).toMatchObject({
      status: 400,
      body: {
        message:
          "A branch called 'feature/one' already exists. Switch to that branch in order to make changes",
      },
    });
    expect(
      await commit(add('three.txt'), { branch: 'nowhere' }, 'dev'),
    ).toMatchObject({
      status: 400,
      body: {
        message: 'You can only create or edit files when you are on a branch',
      },
    });
    expect(
      (
        await commit(
          add('y'),
          { branch: 'bad..name', start_branch: 'main' },
          'dev',
        )
      ).status,
    ).toBe(400);
  });

  it('protects the default branch', async () => {
    const actions = [{ action: 'create', file_path: 'no.txt', content: 'x' }];
    expect(await commit(actions, {}, 'dev')).toEqual({
      status: 403,
      body: {
        message: '403 Forbidden - You are not allowed to push into this branch',
      },
    });
    const branch = await harness
      .client('dev')
      .Branches.show('shop/cart', 'main');
    expect(branch).toMatchObject({
      protected: true,
      default: true,
      can_push: false,
    });
    const removal = await harness.api(
      'mia',
      `${project}/repository/branches/main`,
      { method: 'DELETE' },
    );
    expect(removal.status).toBe(405);
  });

  it('lists commits by path, author and page', async () => {
    const client = harness.client('dev');
    const byPath = await client.Commits.all('shop/cart', {
      path: 'src/index.ts',
    });
    expect(byPath.map(({ id }) => id)).toContain(first);
    expect(byPath).toHaveLength(2);
    const byAuthor = await client.Commits.all('shop/cart', {
      author: 'Ada Lovelace',
    });
    expect(byAuthor).toHaveLength(1);
    const page = await harness.api(
      'dev',
      `${project}/repository/commits?per_page=1`,
    );
    expect(page.headers.get('x-next-page')).toBe('2');
    expect(page.headers.get('x-total')).toBeNull();
    const shown = await client.Commits.show('shop/cart', first);
    expect(shown.trailers).toEqual({ 'Runway-Run': '42' });
    expect(shown.created_at).toMatch(
      /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000\+00:00$/,
    );
    const missing = await harness.api(
      'dev',
      `${project}/repository/commits/deadbeef`,
    );
    expect(await missing.json()).toEqual({ message: '404 Commit Not Found' });
  });

  it('keeps file names as they are', async () => {
    const name = 'src/deep/Ünïcode "quoted" file.txt';
    const client = harness.client('dev');
    expect(
      await client.RepositoryFiles.showRaw('shop/cart', name, 'main'),
    ).toBe('ä\n');
    const tree = await client.Repositories.allRepositoryTrees('shop/cart', {
      recursive: true,
    });
    expect(tree.map(entry => entry.path)).toContain(name);
    await client.RepositoryFiles.remove(
      'shop/cart',
      name,
      'feature/one',
      'Remove',
    );
    const diffs = await client.Repositories.compare(
      'shop/cart',
      'main',
      'feature/one',
      { straight: true },
    );
    expect(diffs.diffs).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ old_path: name, deleted_file: true }),
      ]),
    );
  });

  it('pages trees by number and by keyset', async () => {
    const client = harness.client('dev');
    const options = { recursive: true, perPage: 2 };
    const plain = await client.Repositories.allRepositoryTrees(
      'shop/cart',
      options,
    );
    const keyset = await client.Repositories.allRepositoryTrees('shop/cart', {
      ...options,
      pagination: 'keyset',
    });
    expect(plain.length).toBeGreaterThan(4);
    expect(keyset).toEqual(plain);
    const missing = await harness.api(
      'dev',
      `${project}/repository/tree?path=none`,
    );
    expect(missing.status).toBe(404);
  });

  it('makes and removes tags and branches', async () => {
    const client = harness.client('mia');
    await client.Tags.create('shop/cart', 'v1.0.0', 'main', {
      message: 'Release one',
    });
    const tag = await client.Tags.show('shop/cart', 'v1.0.0');
    expect(tag).toMatchObject({ message: 'Release one' });
    expect(tag.target).not.toBe(tag.commit.id);
    const again = await harness.api('mia', `${project}/repository/tags`, {
      method: 'POST',
      body: { tag_name: 'v1.0.0', ref: 'main' },
    });
    expect(await again.json()).toEqual({
      message: 'Tag v1.0.0 already exists',
    });
    await client.Tags.remove('shop/cart', 'v1.0.0');
    expect(await client.Tags.all('shop/cart')).toEqual([]);

    await client.Branches.create('shop/cart', 'feature/two', 'main');
    const names = (
      await client.Branches.all('shop/cart', { search: '^feature' })
    ).map(({ name }) => name);
    expect(names).toEqual(['feature/one', 'feature/two']);
    const taken = await harness.api('mia', `${project}/repository/branches`, {
      method: 'POST',
      body: { branch: 'feature/two', ref: 'main' },
    });
    expect(await taken.json()).toEqual({ message: 'Branch already exists' });
    await client.Branches.remove('shop/cart', 'feature/two');
    await expect(
      client.Branches.show('shop/cart', 'feature/two'),
    ).rejects.toThrow('404 Branch Not Found');
  });

  it('gives single files with their headers', async () => {
    const path = `${project}/repository/files/src%2Findex.ts`;
    const head = await harness.api('dev', `${path}?ref=main`, {
      method: 'HEAD',
    });
    expect(head.headers.get('x-gitlab-file-path')).toBe('src/index.ts');
    expect(head.headers.get('x-gitlab-blob-id')).toMatch(/^[0-9a-f]{40}$/);
    const raw = await harness.api('dev', `${path}/raw?ref=main`);
    const again = await harness.api('dev', `${path}/raw?ref=main`, {
      headers: { 'if-none-match': raw.headers.get('etag')! },
    });
    expect(again.status).toBe(304);
    const missing = await harness.api(
      'dev',
      `${project}/repository/files/none/raw?ref=main`,
    );
    expect(await missing.json()).toEqual({ message: '404 File Not Found' });
    const noRef = await harness.api('dev', path);
    expect(await noRef.json()).toEqual({ error: 'ref is missing' });
  });

  it('packs archives, but not for hotlinks', async () => {
    const client = harness.client('dev');
    const archive = await client.Repositories.showArchive('shop/cart', {
      fileType: 'zip',
      sha: 'main',
    });
    expect(
      Buffer.from(await archive.arrayBuffer())
        .subarray(0, 2)
        .toString(),
    ).toBe('PK');
    // What fetch sends by itself is what browsers send for subresources.
    const hotlink = await harness.api('dev', `${project}/repository/archive`);
    expect(hotlink.status).toBe(406);
  });

  it('sets rules on branches', async () => {
    const client = harness.client('mia');
    await client.ProtectedBranches.protect('shop/cart', 'release/*', {
      pushAccessLevel: 0,
      mergeAccessLevel: 40,
    });
    expect(
      (
        await commit([{ action: 'create', file_path: 'r.txt', content: 'x' }], {
          branch: 'release/1',
          start_branch: 'main',
        })
      ).status,
    ).toBe(403);
    await client.ProtectedBranches.unprotect('shop/cart', 'release/*');
    expect(await client.ProtectedBranches.all('shop/cart')).toHaveLength(1);
  });
});
