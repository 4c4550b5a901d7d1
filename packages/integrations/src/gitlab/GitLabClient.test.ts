import { failureOf } from '../__testUtils__/failureOf';
import { until } from '../__testUtils__/until';
import { useSandbox } from '../__testUtils__/useSandbox';
import type { CommitInput } from './GitLabTypes';

const group = 'flight-ops';
const ada = { authorName: 'Ada Byron', authorEmail: 'ada@example.com' };

describe('the GitLab client against the sandbox', () => {
  const fixture = useSandbox();
  const gitlab = () => fixture.upstreams.gitlab();
  let counter = 0;

  async function newProject() {
    const path = `made-${++counter}`;
    return gitlab().createProject({
      namespace: group,
      path,
      description: 'Made by a test',
      topics: ['runway', 'runway-run-1'],
      visibility: 'internal',
      defaultBranch: 'main',
    });
  }

  const commit = (project: number, more: Partial<CommitInput>) =>
    gitlab().commit({
      project,
      branch: 'main',
      message: 'Change',
      actions: [{ action: 'create', path: 'README.md', content: '# Ledgér\n' }],
      ...ada,
      ...more,
    });

  it('knows who it is', async () => {
    expect(await gitlab().health()).toMatchObject({
      version: expect.stringMatching(/^\d+\./),
      user: { id: expect.any(Number), username: expect.any(String) },
      token: { scopes: expect.arrayContaining(['api']), active: true },
    });
  });

  it('finds groups and their members', async () => {
    expect(await gitlab().group(group)).toMatchObject({
      fullPath: group,
      webUrl: expect.stringContaining(`/${group}`),
    });
    expect(await failureOf(gitlab().group('nobody'))).toMatchObject({
      name: 'NotFoundError',
      operation: 'group',
    });
    const members = await gitlab().groupMembers(group);
    expect(members.length).toBeGreaterThan(0);
    expect(members[0]).toEqual({
      id: expect.any(Number),
      username: expect.any(String),
      name: expect.any(String),
      state: 'active',
      accessLevel: expect.any(Number),
    });
  });

  it('invites an address, and takes the invitation or the member back', async () => {
    const email = 'mika.berg@aerq.example';
    const invite = () =>
      gitlab().inviteToGroup(group, { email, accessLevel: 30 });
    await invite();
    const { user } = await gitlab().health();
    expect(await gitlab().groupInvitations(group, { query: 'mika' })).toEqual([
      {
        email,
        accessLevel: 30,
        createdAt: expect.stringMatching(/Z$/),
        createdByName: user.name,
      },
    ]);
    expect(await failureOf(invite())).toMatchObject({
      name: 'ConflictError',
      message: expect.stringContaining('already been taken'),
    });
    await gitlab().withdrawInvitation(group, email);
    await gitlab().withdrawInvitation(group, email);
    expect(await gitlab().groupInvitations(group)).toEqual([]);

    await invite();
    fixture.sandbox.gitlab.admin.createUser({
      username: 'mika.berg',
      name: 'Mika Berg',
      email,
    });
    expect(await gitlab().groupInvitations(group)).toEqual([]);
    const joined = async () =>
      (await gitlab().groupMembers(group)).find(
        ({ username }) => username === 'mika.berg',
      );
    const member = await joined();
    expect(member).toMatchObject({
      accessLevel: 30,
      createdByName: user.name,
    });
    await gitlab().removeGroupMember(group, member!.id);
    await gitlab().removeGroupMember(group, member!.id);
    expect(await joined()).toBeUndefined();
  });

  it('lists the projects of a group, and the commits of an author', async () => {
    const { id, pathWithNamespace } = await newProject();
    await commit(id, {});
    const projects = await gitlab().groupProjects(group);
    expect(projects.map(project => project.pathWithNamespace)).toContain(
      pathWithNamespace,
    );
    const by = (author: string) =>
      gitlab().listCommits({ project: id, author });
    expect(await by('ada@example.com')).toHaveLength(1);
    expect(await by('eve@example.com')).toEqual([]);
  });

  it('makes, changes, archives and deletes a project', async () => {
    const made = await newProject();
    const path = `${group}/${made.path}`;
    expect(made).toMatchObject({
      pathWithNamespace: path,
      name: made.path,
      description: 'Made by a test',
      topics: ['runway', 'runway-run-1'],
      visibility: 'internal',
      archived: false,
      emptyRepo: true,
      httpUrl: `${gitlab().webUrl}/${path}.git`,
    });
    expect(await gitlab().findProject(path)).toEqual(made);
    const taken = await failureOf(
      gitlab().createProject({ namespace: group, path: made.path }),
    );
    expect(taken.name).toBe('InputError');
    expect(taken.message).toContain('has already been taken');

    expect(
      await gitlab().updateProject(made.id, {
        description: 'Changed',
        topics: ['other'],
      }),
    ).toMatchObject({ description: 'Changed', topics: ['other'] });
    expect((await gitlab().archiveProject(path)).archived).toBe(true);
    expect((await gitlab().unarchiveProject(path)).archived).toBe(false);

    await gitlab().deleteProject(path);
    const left = await gitlab().findProject(path);
    expect(left === undefined || left.markedForDeletionOn !== undefined).toBe(
      true,
    );
  });

  it('shares a project with another group, once', async () => {
    const made = await newProject();
    expect(made.sharedWith).toEqual([]);
    const share = { group: 'platform', accessLevel: 40 };
    await gitlab().shareProject(made.id, share);
    await gitlab().shareProject(made.id, share);
    expect((await gitlab().project(made.id)).sharedWith).toEqual([share]);
    expect(
      await failureOf(
        gitlab().shareProject(made.id, { ...share, group: 'nobody' }),
      ),
    ).toMatchObject({ name: 'NotFoundError' });
  });

  it('lists the projects with a topic, page after page', async () => {
    const topics = ['listed', 'runway-run-2'];
    const made = [];
    for (const path of ['listed-a', 'listed-b', 'listed-c']) {
      made.push(
        await gitlab().createProject({ namespace: group, path, topics }),
      );
    }
    const list = (idAfter?: number) =>
      gitlab().projectsWithTopic({ topic: 'listed', idAfter, limit: 2 });
    const first = await list();
    expect(first).toEqual(made.slice(0, 2));
    expect(await list(first[1].id)).toEqual(made.slice(2));
    expect(await gitlab().projectsWithTopic({ topic: 'nobody' })).toEqual([]);
  });

  it('removes a project for good', async () => {
    const made = await newProject();
    await gitlab().deleteProject(made.id, { permanently: true });
    expect(await gitlab().findProject(made.id)).toBeUndefined();
    expect(await failureOf(gitlab().deleteProject(made.id))).toMatchObject({
      name: 'NotFoundError',
    });
  });

  it('does not make a project where there is no group', async () => {
    const error = await failureOf(
      gitlab().createProject({ namespace: 'nobody', path: 'ledger' }),
    );
    expect(error).toMatchObject({
      name: 'NotFoundError',
      operation: 'createProject',
    });
  });

  it('commits as the requester, any bytes, and reads them back', async () => {
    const { id } = await newProject();
    const bytes = Buffer.from([0, 255, 10, 13, 128]);
    const first = await commit(id, {
      message: 'Begin\n\nRunway-Run: 1',
      actions: [
        { action: 'create', path: 'README.md', content: '# Ledgér\n' },
        { action: 'create', path: 'bin/raw', content: bytes, executable: true },
      ],
    });
    expect(first).toMatchObject({
      title: 'Begin',
      message: expect.stringContaining('Runway-Run: 1'),
      ...ada,
      parentIds: [],
    });
    expect(first.committerEmail).not.toBe(ada.authorEmail);
    expect(first.id.startsWith(first.shortId)).toBe(true);

    const raw = await gitlab().file(id, 'bin/raw', 'main');
    expect(raw).toMatchObject({ lastCommitId: first.id, commitId: first.id });
    expect(raw!.content.equals(bytes)).toBe(true);
    expect(
      (await gitlab().file(id, 'README.md', 'main'))!.content.toString(),
    ).toBe('# Ledgér\n');
    expect(await gitlab().file(id, 'none', 'main')).toBeUndefined();
    expect(await gitlab().tree(id, { recursive: true })).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ path: 'bin', type: 'tree' }),
        expect.objectContaining({ path: 'bin/raw', mode: '100755' }),
        expect.objectContaining({ path: 'README.md', mode: '100644' }),
      ]),
    );
    expect((await gitlab().project(id)).emptyRepo).toBe(false);
  });

  it('refuses commits on an old state', async () => {
    const { id } = await newProject();
    const first = await commit(id, {});
    const update = (content: string, lastCommitId?: string) =>
      commit(id, {
        actions: [
          { action: 'update', path: 'README.md', content, lastCommitId },
        ],
      });
    const second = await update('two', first.id);
    expect(second.parentIds).toEqual([first.id]);
    expect((await failureOf(update('three', first.id))).message).toContain(
      'has changed',
    );
    expect((await failureOf(commit(id, {}))).message).toContain(
      'already exists',
    );
    expect(await gitlab().listCommits({ project: id, limit: 1 })).toEqual([
      second,
    ]);
    expect(
      await gitlab().listCommits({
        project: id,
        ref: 'main',
        since: new Date(Date.now() + 3_600_000),
      }),
    ).toEqual([]);
  });

  it('follows pages', async () => {
    const { id, pathWithNamespace } = await newProject();
    await fixture.sandbox.gitlab.admin.commit({
      project: pathWithNamespace,
      commits: Array.from({ length: 130 }, (_, index) => ({
        message: `Commit ${index}`,
        author: { name: 'Ada', email: 'ada@example.com' },
        files: { [`file-${index}.txt`]: `${index}` },
      })),
    });
    const commits = await gitlab().listCommits({ project: id, limit: 120 });
    expect(commits).toHaveLength(120);
    expect(commits[119].title).toBe('Commit 10');
    expect(await gitlab().tree(id)).toHaveLength(130);
  });

  it('makes, protects and deletes branches', async () => {
    const { id } = await newProject();
    const first = await commit(id, {});
    const branch = 'promote/ledger';
    expect(
      await gitlab().createBranch(id, { branch, ref: 'main' }),
    ).toMatchObject({ name: branch, commitId: first.id });
    expect(
      (await gitlab().branches(id)).map(({ name }) => name).sort(),
    ).toEqual(['main', branch]);
    await gitlab().deleteBranch(id, branch);
    expect(await gitlab().findBranch(id, branch)).toBeUndefined();

    const nobody = {
      branch: 'main',
      pushAccessLevel: 0,
      mergeAccessLevel: 40,
    } as const;
    await gitlab().protectBranch(id, nobody);
    await gitlab().protectBranch(id, nobody);
    const refused = await failureOf(
      commit(id, {
        actions: [{ action: 'delete', path: 'README.md' }],
      }),
    );
    expect(refused.name).toBe('NotAllowedError');
    expect((await gitlab().findBranch(id, 'main'))!.protected).toBe(true);
  });

  it('opens, merges and closes merge requests', async () => {
    const { id } = await newProject();
    await commit(id, {});
    const propose = async (branch: string) => {
      await commit(id, {
        branch,
        startBranch: 'main',
        actions: [{ action: 'create', path: branch, content: branch }],
      });
      return gitlab().createMergeRequest(id, {
        sourceBranch: branch,
        targetBranch: 'main',
        title: `Add ${branch}`,
        labels: ['promotion', 'dev'],
        removeSourceBranch: true,
      });
    };
    const one = await propose('one');
    expect(one).toMatchObject({
      state: 'opened',
      labels: expect.arrayContaining(['dev', 'promotion']),
      sourceBranch: 'one',
    });
    const again = gitlab().createMergeRequest(id, {
      sourceBranch: 'one',
      targetBranch: 'main',
      title: 'Again',
    });
    expect((await failureOf(again)).name).toBe('ConflictError');
    const two = await propose('two');
    expect(
      (await gitlab().mergeRequests(id, { state: 'opened' })).map(
        ({ iid }) => iid,
      ),
    ).toEqual([two.iid, one.iid]);

    await until(
      async () =>
        (await gitlab().mergeRequest(id, one.iid)).detailedMergeStatus ===
        'mergeable',
    );
    const outdated = gitlab().mergeMergeRequest(id, one.iid, {
      sha: '0'.repeat(40),
    });
    expect((await failureOf(outdated)).name).toBe('ConflictError');
    expect(
      await gitlab().mergeMergeRequest(id, one.iid, { sha: one.sha }),
    ).toMatchObject({ state: 'merged', mergedAt: expect.any(String) });
    expect(
      (await failureOf(gitlab().mergeMergeRequest(id, one.iid))).name,
    ).toBe('ConflictError');
    const { mergeCommitSha } = await gitlab().mergeRequest(id, one.iid);
    for (const sha of [one.sha!, mergeCommitSha!]) {
      expect(
        (await gitlab().commitMergeRequests(id, sha)).map(({ iid }) => iid),
      ).toEqual([one.iid]);
    }
    expect(await gitlab().closeMergeRequest(id, two.iid)).toMatchObject({
      state: 'closed',
    });
    expect(await gitlab().file(id, 'one', 'main')).toBeDefined();
  });

  it('talks on a merge request, and reads what others say of its commit', async () => {
    const { id } = await newProject();
    await commit(id, {});
    const { id: sha } = await commit(id, {
      branch: 'order',
      startBranch: 'main',
      actions: [{ action: 'create', path: 'order', content: 'one' }],
    });
    const { iid } = await gitlab().createMergeRequest(id, {
      sourceBranch: 'order',
      targetBranch: 'main',
      title: 'Order one',
    });
    const said = await gitlab().createMergeRequestNote(
      id,
      iid,
      'atlantis plan',
    );
    await gitlab().createMergeRequestNote(id, iid, 'atlantis apply');
    const notes = await gitlab().mergeRequestNotes(id, iid);
    expect(notes.map(({ body }) => body)).toEqual([
      'atlantis apply',
      'atlantis plan',
    ]);
    expect(notes[1]).toEqual(said);
    expect(said).toMatchObject({ system: false, author: expect.any(String) });
    expect(await gitlab().mergeRequestNotes(id, iid, { limit: 1 })).toEqual([
      notes[0],
    ]);

    expect(await gitlab().commitStatuses(id, sha)).toEqual([]);
    expect(
      (await failureOf(gitlab().commitStatuses(id, 'f'.repeat(40)))).name,
    ).toBe('NotFoundError');
  });

  it('follows a pipeline to its end and reads its log', async () => {
    const { id } = await newProject();
    const { id: sha } = await commit(id, {
      actions: [
        {
          action: 'create',
          path: '.gitlab-ci.yml',
          content: 'hello:\n  script:\n    - echo "Hello from the job"\n',
        },
      ],
    });
    await until(async () => {
      const [newest] = await gitlab().pipelines(id, { ref: 'main', sha });
      return newest?.status === 'success';
    });
    const [pipeline] = await gitlab().pipelines(id, { sha, limit: 1 });
    expect(await gitlab().pipeline(id, pipeline.id)).toMatchObject({
      sha,
      ref: 'main',
    });
    const [job] = await gitlab().jobs(id, pipeline.id);
    expect(job).toMatchObject({ name: 'hello', status: 'success' });
    expect(await gitlab().jobTrace(id, job.id)).toContain('Hello from the job');
  });

  it('sets a variable, then replaces it, and never repeats its value', async () => {
    const { id } = await newProject();
    const set = (value: string) =>
      gitlab().setProjectVariable(id, { key: 'TOKEN', value, masked: true });
    await set('first-value');
    await set('second-value');
    const { sandbox } = fixture;
    const stored = await fetch(
      `${sandbox.url}/gitlab/api/v4/projects/${id}/variables/TOKEN`,
      { headers: { 'private-token': sandbox.credentials.gitlabToken } },
    );
    expect(await stored.json()).toMatchObject({
      value: 'second-value',
      masked: true,
      environment_scope: '*',
    });
    const refused = await failureOf(set('a b'));
    expect(refused.name).toBe('InputError');
    expect(JSON.stringify([refused, refused.message])).not.toContain('a b');
  });
});
