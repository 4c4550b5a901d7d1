import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  createGitLabHarness,
  type GitLabHarness,
} from '../__testUtils__/createGitLabHarness';

jest.setTimeout(60_000);

const author = { name: 'Dev Eloper', email: 'dev@example.com' };

describe('admin', () => {
  let harness: GitLabHarness;

  beforeAll(async () => {
    harness = await createGitLabHarness();
  });

  afterAll(() => harness.close());

  it('writes a history with authors and dates, without starting anything', async () => {
    const { admin } = harness;
    await admin.createProject({ path: 'shop/history', topics: ['sample'] });
    const ids = await admin.commit({
      project: 'shop/history',
      commits: [
        {
          message: 'First',
          author,
          date: new Date('2026-01-02T03:04:05Z'),
          files: { '.gitlab-ci.yml': 'job: { script: [echo a] }\n', a: 'a' },
        },
        {
          message: 'Second',
          author: { name: 'Dee', email: 'dee@example.com' },
          date: new Date('2026-02-02T03:04:05Z'),
          files: { a: null, b: Buffer.from([0, 1, 2]) },
        },
      ],
    });
    const client = harness.client('dev');
    const commits = await client.Commits.all('shop/history');
    expect(commits.map(({ id }) => id)).toEqual([...ids].reverse());
    expect(commits[1]).toMatchObject({
      author_name: 'Dev Eloper',
      authored_date: '2026-01-02T03:04:05.000+00:00',
    });
    expect(await client.Pipelines.all('shop/history')).toEqual([]);
    const pipeline = await admin.runPipeline({ project: 'shop/history' });
    expect(pipeline?.status).toBe('success');
    admin.recordDeployment({
      project: 'shop/history',
      environment: 'production',
      sha: ids[1],
      at: new Date('2026-03-01T00:00:00Z'),
    });
    expect(await client.Deployments.all('shop/history')).toMatchObject([
      { status: 'success', created_at: '2026-03-01T00:00:00.000Z' },
    ]);
  });

  it('mirrors a directory, and commits nothing when nothing changed', async () => {
    const { admin } = harness;
    const directory = join(harness.scratch, 'charts');
    mkdirSync(join(directory, 'chart/templates'), { recursive: true });
    mkdirSync(join(directory, 'node_modules'), { recursive: true });
    writeFileSync(join(directory, 'chart/Chart.yaml'), 'name: chart\n');
    writeFileSync(join(directory, 'chart/templates/a.yaml'), 'a\n');
    writeFileSync(join(directory, 'node_modules/left-out'), 'x');
    await admin.createProject({ path: 'platform/charts' });
    const mirror = () =>
      admin.commitDirectory({
        project: 'platform/charts',
        directory,
        message: 'Mirror',
        author,
      });
    expect(await mirror()).toMatch(/^[0-9a-f]{40}$/);
    expect(await mirror()).toBeUndefined();
    rmSync(join(directory, 'chart/templates'), { recursive: true });
    writeFileSync(join(directory, 'chart/Chart.yaml'), 'name: other\n');
    expect(await mirror()).toMatch(/^[0-9a-f]{40}$/);
    const tree = await harness
      .client('dev')
      .Repositories.allRepositoryTrees('platform/charts', { recursive: true });
    expect(tree.map(({ path }) => path)).toEqual(['chart', 'chart/Chart.yaml']);
  });

  it('says what is missing', async () => {
    const { admin } = harness;
    expect(() => admin.project('shop/none')).toThrow('no project shop/none');
    expect(() =>
      admin.addMember({ group: 'none', username: 'dev', level: 'owner' }),
    ).toThrow('no group none');
    expect(() =>
      admin.setGroupVariable('shop', 'A', 'short', { masked: true }),
    ).toThrow('Variable A: value is invalid');
  });
});
