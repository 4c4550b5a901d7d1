import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  createGitLabHarness,
  eventually,
  type GitLabHarness,
} from '../__testUtils__/createGitLabHarness';

jest.setTimeout(60_000);

describe('Git over HTTP with the real Git', () => {
  let harness: GitLabHarness;

  beforeAll(async () => {
    harness = await createGitLabHarness();
    for (const [path, visibility] of [
      ['shop/cart', 'internal'],
      ['shop/secret', 'private'],
    ] as const) {
      await harness.admin.createProject({ path, visibility });
      await harness.admin.commitFiles(
        path,
        'main',
        { 'README.md': `# ${path}\n` },
        'First commit',
        { name: 'Mia', email: 'mia@example.com' },
      );
    }
    harness.admin.createGroup({ path: 'open', visibility: 'public' });
    await harness.admin.createProject({ path: 'open/door' });
    await harness.admin.commitFiles('open/door', 'main', { a: 'a' }, 'First', {
      name: 'Mia',
      email: 'mia@example.com',
    });
  });

  afterAll(() => harness.close());

  const clone = async (
    name: string,
    username: string,
    project = 'shop/cart',
  ) => {
    const directory = join(harness.scratch, name);
    const result = await harness.git(
      harness.scratch,
      'clone',
      harness.cloneUrl(project, username),
      directory,
    );
    return { directory, ...result };
  };

  const commitIn = async (directory: string, file: string, text = 'x\n') => {
    writeFileSync(join(directory, file), text);
    await harness.git(directory, 'add', '--all');
    await harness.git(directory, 'commit', '-m', `Add ${file}`);
  };

  it('clones with a token, and without one only what is public', async () => {
    const mine = await clone('mine', 'dev');
    expect(mine).toMatchObject({ code: 0 });
    expect(existsSync(join(mine.directory, 'README.md'))).toBe(true);
    const open = await harness.git(
      harness.scratch,
      'clone',
      harness.cloneUrl('open/door'),
    );
    expect(open.code).toBe(0);
    const anonymous = await harness.git(
      harness.scratch,
      'clone',
      harness.cloneUrl('shop/cart'),
      'anonymous',
    );
    expect(anonymous.output).toContain('could not read Username');
    const wrong = await harness.git(
      harness.scratch,
      'clone',
      harness.cloneUrl('shop/cart', 'dev', 'glpat-wrong'),
      'wrong',
    );
    expect(wrong.output).toContain('HTTP Basic: Access denied');
    const outsider = await clone('outsider', 'out', 'shop/secret');
    expect(outsider.output).toContain('not found');
    const withoutSuffix = await harness.git(
      harness.scratch,
      'clone',
      harness.cloneUrl('shop/cart', 'dev').replace(/\.git$/, ''),
      'without-suffix',
    );
    expect(withoutSuffix.code).toBe(0);
  });

  it('pushes a branch, which the API then knows', async () => {
    const { directory } = await clone('pushing', 'dev');
    await harness.git(directory, 'checkout', '-b', 'feature/push');
    await commitIn(directory, 'pushed.txt');
    const events: object[] = [];
    harness.context.events.on('gitlab:push', event => events.push(event));
    const pushed = await harness.git(directory, 'push', 'origin', 'HEAD');
    expect(pushed).toMatchObject({ code: 0 });
    const branch = await harness
      .client('dev')
      .Branches.show('shop/cart', 'feature/push');
    expect(branch.commit).toMatchObject({ title: 'Add pushed.txt' });
    expect(events).toEqual([
      {
        project: 'shop/cart',
        ref: 'refs/heads/feature/push',
        before: '0'.repeat(40),
        after: branch.commit.id,
      },
    ]);
    const removed = await harness.git(
      directory,
      'push',
      'origin',
      ':feature/push',
    );
    expect(removed.code).toBe(0);
  });

  it('refuses pushes to a protected branch, but not the other refs', async () => {
    const { directory } = await clone('protected', 'dev');
    await commitIn(directory, 'forbidden.txt');
    const refused = await harness.git(directory, 'push', 'origin', 'main');
    expect(refused.code).toBe(1);
    expect(refused.output).toContain(
      'GitLab: You are not allowed to push code to protected branches on this project.',
    );
    expect(refused.output).toContain('pre-receive hook declined');
    const elsewhere = await harness.git(
      directory,
      'push',
      'origin',
      'main:side',
    );
    expect(elsewhere.code).toBe(0);
    const main = await harness.client('dev').Branches.show('shop/cart', 'main');
    expect(main.commit.title).toBe('First commit');
  });

  it('lets maintainers push, but not rewrite or delete the default branch', async () => {
    const { directory } = await clone('maintainer', 'mia');
    await commitIn(directory, 'allowed.txt');
    expect((await harness.git(directory, 'push', 'origin', 'main')).code).toBe(
      0,
    );
    await harness.git(directory, 'commit', '--amend', '-m', 'Rewritten');
    const forced = await harness.git(
      directory,
      'push',
      '--force',
      'origin',
      'main',
    );
    expect(forced.output).toContain(
      'You are not allowed to force push code to a protected branch on this project.',
    );
    const removed = await harness.git(directory, 'push', 'origin', ':main');
    expect(removed.output).toContain(
      'The default branch of a project cannot be deleted.',
    );
  });

  it('refuses guests, read-only tokens and archived projects', async () => {
    const { directory } = await clone('guest', 'gus');
    await harness.git(directory, 'checkout', '-b', 'mine');
    await commitIn(directory, 'guest.txt');
    const push = (url: string) => harness.git(directory, 'push', url, 'mine');
    expect((await push(harness.cloneUrl('shop/cart', 'gus'))).output).toContain(
      '403',
    );
    const reader = harness.makeToken('dev', ['read_repository']);
    expect(
      (await push(harness.cloneUrl('shop/cart', 'dev', reader))).output,
    ).toContain('Access denied');
    const expired = harness.makeToken('dev', ['api'], '2020-01-01');
    expect(
      (await push(harness.cloneUrl('shop/cart', 'dev', expired))).output,
    ).toContain('Access denied');
    const writer = harness.makeToken('dev', ['write_repository']);
    expect(
      (await push(harness.cloneUrl('shop/cart', 'dev', writer))).code,
    ).toBe(0);
    await harness.admin.createProject({ path: 'shop/archived' });
    await harness.client('root').Projects.archive('shop/archived');
    expect(
      (await push(harness.cloneUrl('shop/archived', 'mia'))).output,
    ).toContain('403');
  });

  it('opens a merge request from push options', async () => {
    const { directory } = await clone('options', 'dev');
    await harness.git(directory, 'checkout', '-b', 'with-options');
    await commitIn(directory, 'options.txt');
    const pushed = await harness.git(
      directory,
      'push',
      '-o',
      'merge_request.create',
      '-o',
      'merge_request.target=main',
      '-o',
      'merge_request.title=By options',
      'origin',
      'with-options',
    );
    expect(pushed).toMatchObject({ code: 0 });
    const requests = await harness
      .client('dev')
      .MergeRequests.all({ projectId: 'shop/cart', state: 'opened' });
    expect(requests).toMatchObject([
      {
        title: 'By options',
        target_branch: 'main',
        author: { username: 'dev' },
      },
    ]);
  });

  it('makes the first push to an empty project its default branch', async () => {
    await harness.admin.createProject({ path: 'shop/empty' });
    const directory = join(harness.scratch, 'empty');
    mkdirSync(directory);
    await harness.git(directory, 'init', '-b', 'trunk');
    await commitIn(directory, 'first.txt');
    const pushed = await harness.git(
      directory,
      'push',
      harness.cloneUrl('shop/empty', 'mia'),
      'trunk',
    );
    expect(pushed).toMatchObject({ code: 0 });
    const project = await harness.client('mia').Projects.show('shop/empty');
    expect(project).toMatchObject({
      default_branch: 'trunk',
      empty_repo: false,
    });
    const cloned = await clone('empty-again', 'dev', 'shop/empty');
    expect(existsSync(join(cloned.directory, 'first.txt'))).toBe(true);
  });

  it('takes big pushes and shallow, partial clones', async () => {
    const { directory } = await clone('big', 'dev');
    await harness.git(directory, 'checkout', '-b', 'big');
    const random = randomBytes(3_000_000);
    writeFileSync(join(directory, 'big.bin'), random);
    await commitIn(directory, 'beside.txt');
    expect((await harness.git(directory, 'push', 'origin', 'big')).code).toBe(
      0,
    );
    const shallow = await harness.git(
      harness.scratch,
      'clone',
      '--depth=1',
      '--filter=blob:none',
      '--branch=big',
      harness.cloneUrl('shop/cart', 'dev'),
      'shallow',
    );
    expect(shallow).toMatchObject({ code: 0 });
    const blob = await eventually(
      () =>
        harness.api(
          'dev',
          '/projects/shop%2Fcart/repository/files/big.bin/raw?ref=big',
        ),
      response => response.status === 200,
    );
    expect(Buffer.from(await blob.arrayBuffer()).equals(random)).toBe(true);
  });

  it.each([
    ['text', 'this is no push', {}],
    ['a packet cut short', '00a0abc', {}],
    ['bytes that are no gzip', 'no gzip', { 'content-encoding': 'gzip' }],
    ['nothing', '', {}],
  ])('outlives %s instead of a push', async (_name, body, headers) => {
    const authorization = `Basic ${Buffer.from(
      `dev:${harness.token('dev')}`,
    ).toString('base64')}`;
    const answer = await fetch(
      `${harness.base}/shop/cart.git/git-receive-pack`,
      {
        method: 'POST',
        body,
        headers: {
          authorization,
          'content-type': 'application/x-git-receive-pack-request',
          ...(headers as Record<string, string>),
        },
      },
    ).then(
      response => response.status,
      () => 'connection ended',
    );
    expect(answer).not.toBe(401);
    const refs = await harness.git(
      harness.scratch,
      'ls-remote',
      harness.cloneUrl('shop/cart', 'dev'),
    );
    expect(refs.output).toContain('refs/heads/main');
  });

  it('names the repository on disk for other systems', () => {
    const { repositories } = harness.gitlab;
    const directory = repositories.directoryOf(`${harness.base}/shop/cart.git`);
    expect(directory && existsSync(join(directory, 'HEAD'))).toBe(true);
    expect(repositories.directoryOf(`${harness.base}/shop/cart`)).toBe(
      directory,
    );
    expect(repositories.directoryOf('https://example.com/shop/cart.git')).toBe(
      undefined,
    );
    expect(repositories.directoryOf(`${harness.base}/shop/none.git`)).toBe(
      undefined,
    );
  });
});
