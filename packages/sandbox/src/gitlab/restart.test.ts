import { rmSync } from 'node:fs';
import {
  createGitLabHarness,
  eventually,
} from './__testUtils__/createGitLabHarness';

jest.setTimeout(60_000);

const config = [
  'stages: [one, two]',
  'first: { stage: one, script: [echo first] }',
  'second: { stage: two, script: [echo second] }',
].join('\n');

describe('GitLab after a restart', () => {
  it('knows what it knew and goes on with its pipelines', async () => {
    // A pace at which no job ends before the stop.
    const before = await createGitLabHarness({ pace: 1000 });
    await before.admin.createProject({ path: 'shop/cart' });
    const client = before.client('mia');
    await client.Commits.create('shop/cart', 'main', 'First', [
      { action: 'create', filePath: '.gitlab-ci.yml', content: config },
    ]);
    const [pipeline] = await client.Pipelines.all('shop/cart');
    expect(pipeline.status).toBe('pending');
    const token = before.token('mia');
    const { dataDir } = before.context;
    await before.close({ keep: true });

    const after = await createGitLabHarness({ dataDir });
    try {
      expect(after.token('mia')).toBe(token);
      const done = await eventually(
        () => after.client('mia').Pipelines.show('shop/cart', pipeline.id),
        ({ status }) => status === 'success',
      );
      expect(done.sha).toBe(pipeline.sha);
      const clone = await after.git(
        after.scratch,
        'clone',
        after.cloneUrl('shop/cart', 'mia'),
      );
      expect(clone.code).toBe(0);
    } finally {
      await after.close();
      rmSync(dataDir, { recursive: true, force: true });
    }
  });

  it('draws the consequences of a push that was cut off', async () => {
    const before = await createGitLabHarness();
    const project = await before.admin.createProject({ path: 'shop/cart' });
    // As if the process had been killed after Git moved the branch and before a pipeline was made.
    await before.admin.commitFiles(
      'shop/cart',
      'main',
      { '.gitlab-ci.yml': config },
      'First',
      { name: 'Mia', email: 'mia@example.com' },
    );
    before.context.store.collection('gitlab.unfinishedPushes').set('999', {
      id: '999',
      projectId: project.id,
      userId: before.admin.findUser('mia')!.id,
      refs: { 'refs/heads/main': '0'.repeat(40) },
    });
    const { dataDir } = before.context;
    await before.close({ keep: true });

    const after = await createGitLabHarness({ dataDir });
    try {
      await eventually(
        () => after.client('mia').Pipelines.all('shop/cart'),
        pipelines => pipelines[0]?.status === 'success',
      );
      expect(
        after.context.store.collection('gitlab.unfinishedPushes').size,
      ).toBe(0);
    } finally {
      await after.close();
      rmSync(dataDir, { recursive: true, force: true });
    }
  });
});
