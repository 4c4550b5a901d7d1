import {
  createGitLabHarness,
  eventually,
  type GitLabHarness,
} from '../__testUtils__/createGitLabHarness';

jest.setTimeout(60_000);

const path = '/projects/platform%2Fgitops';

describe('merge requests', () => {
  let harness: GitLabHarness;
  let branches = 0;

  beforeAll(async () => {
    harness = await createGitLabHarness();
    await harness.admin.createProject({ path: 'platform/gitops' });
    await harness.admin.commitFiles(
      'platform/gitops',
      'main',
      { 'app.yaml': 'tag: 1\n', 'other.yaml': 'a\n' },
      'First',
      { name: 'Mia', email: 'mia@example.com' },
    );
  });

  afterAll(() => harness.close());

  /** Opens a merge request of `dev` that changes a file. */
  async function open(
    content: string,
    options: { file?: string; author?: string; title?: string } = {},
  ) {
    branches += 1;
    const source = `change-${branches}`;
    const client = harness.client('dev');
    await client.Commits.create(
      'platform/gitops',
      source,
      'Change it',
      [
        {
          action: 'update',
          filePath: options.file ?? 'app.yaml',
          content,
        },
      ],
      {
        startBranch: 'main',
        ...(options.author
          ? {
              authorName: options.author,
              authorEmail: `${options.author}@example.com`,
            }
          : {}),
      },
    );
    return client.MergeRequests.create(
      'platform/gitops',
      source,
      'main',
      options.title ?? 'Change it',
      { removeSourceBranch: true },
    );
  }

  async function call(
    username: string,
    method: string,
    rest: string,
    body = {},
  ) {
    const response = await harness.api(
      username,
      `${path}/merge_requests/${rest}`,
      { method, body: method === 'GET' ? undefined : body },
    );
    return { status: response.status, body: await response.json() };
  }

  it('opens, shows changes, takes notes, merges and removes the branch', async () => {
    const request = await open('tag: 2\n');
    expect(request).toMatchObject({
      iid: 1,
      state: 'opened',
      detailed_merge_status: 'mergeable',
      author: { username: 'dev' },
      web_url: `${harness.base}/platform/gitops/-/merge_requests/1`,
    });
    const client = harness.client('mia');
    const diffs = await client.MergeRequests.allDiffs('platform/gitops', 1);
    expect(diffs).toEqual([
      expect.objectContaining({
        new_path: 'app.yaml',
        diff: '@@ -1 +1 @@\n-tag: 1\n+tag: 2\n',
      }),
    ]);
    await client.MergeRequestNotes.create('platform/gitops', 1, 'Looks good');
    expect(
      await client.MergeRequestNotes.all('platform/gitops', 1),
    ).toMatchObject([{ body: 'Looks good', author: { username: 'mia' } }]);

    expect((await call('dev', 'PUT', '1/merge')).status).toBe(401);
    expect(
      (await call('mia', 'PUT', '1/merge', { sha: '0'.repeat(40) })).body,
    ).toEqual({
      message: `SHA does not match HEAD of source branch: ${request.sha}`,
    });
    const merged = await call('mia', 'PUT', '1/merge');
    expect(merged).toMatchObject({
      status: 200,
      body: { state: 'merged', merge_user: { username: 'mia' } },
    });
    const commit = await client.Commits.show(
      'platform/gitops',
      merged.body.merge_commit_sha,
    );
    expect(commit.message).toBe(
      "Merge branch 'change-1' into 'main'\n\nChange it\n\nSee merge request platform/gitops!1",
    );
    expect(commit.parent_ids).toHaveLength(2);
    await expect(
      client.Branches.show('platform/gitops', 'change-1'),
    ).rejects.toThrow('404 Branch Not Found');
    expect((await call('mia', 'PUT', '1/merge')).status).toBe(405);
  });

  it('refuses conflicts and merges what only lies side by side', async () => {
    const one = await open('tag: 3\n');
    const other = await open('tag: 4\n');
    const beside = await open('b\n', { file: 'other.yaml' });
    expect((await call('mia', 'PUT', `${one.iid}/merge`)).status).toBe(200);
    expect((await call('mia', 'GET', `${other.iid}`)).body).toMatchObject({
      detailed_merge_status: 'conflict',
      has_conflicts: true,
      merge_status: 'cannot_be_merged',
    });
    expect(await call('mia', 'PUT', `${other.iid}/merge`)).toEqual({
      status: 422,
      body: { message: 'Branch cannot be merged' },
    });
    const merged = await call('mia', 'PUT', `${beside.iid}/merge`, {
      squash: true,
      squash_commit_message: 'Squashed',
    });
    expect(merged.status).toBe(200);
    const client = harness.client('mia');
    expect(
      (
        await client.Commits.show(
          'platform/gitops',
          merged.body.squash_commit_sha,
        )
      ).message,
    ).toBe('Squashed');
    const read = (file: string) =>
      client.RepositoryFiles.showRaw('platform/gitops', file, 'main');
    expect(await read('app.yaml')).toBe('tag: 3\n');
    expect(await read('other.yaml')).toBe('b\n');
  });

  it('asks for approvals, but not from the author or who wrote the commits', async () => {
    const settings = await harness.api('mia', `${path}/approvals`, {
      method: 'POST',
      body: {
        approvals_before_merge: 1,
        merge_requests_disable_committers_approval: true,
      },
    });
    expect(settings.status).toBe(201);
    const request = await open('tag: 5\n', { author: 'dee' });
    const { iid } = request;
    expect(request.detailed_merge_status).toBe('not_approved');
    expect((await call('mia', 'PUT', `${iid}/merge`)).status).toBe(405);
    // dev opened it, dee wrote the commit.
    expect((await call('dev', 'POST', `${iid}/approve`)).status).toBe(401);
    expect((await call('dee', 'POST', `${iid}/approve`)).status).toBe(401);
    expect((await call('gus', 'POST', `${iid}/approve`)).status).toBe(401);
    const approved = await call('mia', 'POST', `${iid}/approve`);
    expect(approved.body).toMatchObject({
      approved: true,
      approvals_left: 0,
      approved_by: [{ user: { username: 'mia' } }],
    });
    // A new commit takes the approval away.
    await harness
      .client('dev')
      .Commits.create('platform/gitops', request.source_branch, 'More', [
        { action: 'update', filePath: 'app.yaml', content: 'tag: 6\n' },
      ]);
    expect((await call('mia', 'PUT', `${iid}/merge`)).status).toBe(405);
    await call('mia', 'POST', `${iid}/approve`);
    expect((await call('mia', 'PUT', `${iid}/merge`)).status).toBe(200);
    await harness.api('mia', `${path}/approvals`, {
      method: 'POST',
      body: { approvals_before_merge: 0 },
    });
  });

  it('refuses a second one for a branch, missing branches and drafts', async () => {
    const request = await open('tag: 7\n', { title: 'Draft: not yet' });
    const create = async (source: string, target: string) => {
      const response = await harness.api('dev', `${path}/merge_requests`, {
        method: 'POST',
        body: { source_branch: source, target_branch: target, title: 'x' },
      });
      return { status: response.status, body: await response.json() };
    };
    expect(await create(request.source_branch, 'main')).toEqual({
      status: 409,
      body: {
        message: [
          `Another open merge request already exists for this source branch: !${request.iid}`,
        ],
      },
    });
    expect((await create('main', 'main')).status).toBe(422);
    expect((await create('nowhere', 'main')).status).toBe(400);
    expect((await call('mia', 'PUT', `${request.iid}/merge`)).status).toBe(405);
    const closed = await call('dev', 'PUT', `${request.iid}`, {
      state_event: 'close',
    });
    expect(closed.body.state).toBe('closed');
    expect((await call('mia', 'PUT', `${request.iid}/merge`)).status).toBe(405);
    const reopened = await call('dev', 'PUT', `${request.iid}`, {
      state_event: 'reopen',
      title: 'Ready',
    });
    expect(reopened.body).toMatchObject({ state: 'opened', draft: false });
  });

  it('notices a merge that was pushed with Git', async () => {
    const request = await open('c\n', { file: 'other.yaml' });
    const directory = `${harness.scratch}/merging`;
    await harness.git(
      harness.scratch,
      'clone',
      harness.cloneUrl('platform/gitops', 'mia'),
      directory,
    );
    await harness.git(directory, 'merge', `origin/${request.source_branch}`);
    expect((await harness.git(directory, 'push')).code).toBe(0);
    expect((await call('mia', 'GET', `${request.iid}`)).body.state).toBe(
      'merged',
    );
  });

  it('lists by state, branch and author', async () => {
    const client = harness.client('dev');
    const merged = await client.MergeRequests.all({
      projectId: 'platform/gitops',
      state: 'merged',
    });
    expect(merged.length).toBeGreaterThanOrEqual(4);
    const bySource = await client.MergeRequests.all({
      projectId: 'platform/gitops',
      sourceBranch: 'change-1',
    });
    expect(bySource).toMatchObject([{ iid: 1 }]);
    const missing = await harness.api('dev', `${path}/merge_requests/999`);
    expect(await missing.json()).toEqual({ message: '404 Not Found' });
  });

  it('merges by itself when the pipeline has succeeded', async () => {
    await harness
      .client('mia')
      .RepositoryFiles.create(
        'platform/gitops',
        '.gitlab-ci.yml',
        'main',
        'check:\n  script: [echo ok]\n',
        'Add pipeline',
      );
    await harness.api('mia', path, {
      method: 'PUT',
      body: { only_allow_merge_if_pipeline_succeeds: true },
    });
    const request = await open('tag: 8\n');
    const waiting = await call('mia', 'PUT', `${request.iid}/merge`, {
      auto_merge: true,
    });
    expect(waiting.status).toBe(200);
    const merged = await eventually(
      () => call('mia', 'GET', `${request.iid}`),
      ({ body }) => body.state === 'merged',
    );
    expect(merged.body.merge_user.username).toBe('mia');
  });
});
