import {
  type UpstreamsFixture,
  useUpstreams,
} from '../__testUtils__/useUpstreams';
import { findChartsRevision } from './findChartsRevision';

let world: UpstreamsFixture;

const find = (revision: string, project = 'platform/charts') =>
  findChartsRevision(
    {
      ...world.upstreams,
      charts: { instance: 'main', project, revision },
    },
    { signal: AbortSignal.timeout(10_000) },
  );

describe('findChartsRevision', () => {
  world = useUpstreams();

  beforeAll(async () => {
    const { admin } = world.sandbox.gitlab;
    await admin.createProject({ path: 'platform/other-charts' });
    await admin.commitFiles(
      'platform/other-charts',
      'main',
      { 'README.md': 'Charts' },
      'Begin',
      { name: 'Priya', email: 'priya@aerq.example' },
    );
    for (const tag of [
      '0.9.0',
      '1.2.9',
      '1.2.10',
      'v1.10.0',
      '2.0.0-rc.1',
      '1.10.0-hotfix',
      'nightly',
    ]) {
      await admin.createTag('platform/other-charts', tag, 'main');
    }
  });

  it.each([
    ['*', 'v1.10.0'],
    ['1.x', 'v1.10.0'],
    ['1.2.x', '1.2.10'],
    ['0.x', '0.9.0'],
    ['1.2.9', '1.2.9'],
    ['nightly', 'nightly'],
    ['2.0.0-rc.1', '2.0.0-rc.1'],
    ['main', 'main'],
    ['2.x', undefined],
    ['1.1.x', undefined],
    ['3.0.0', undefined],
    ['night', undefined],
  ])('%s is %s', async (revision, expected) => {
    expect(await find(revision, 'platform/other-charts')).toBe(expected);
  });

  it('finds the release of the project’s own charts', async () => {
    expect(await find('*')).toMatch(/^\d+\.\d+\.\d+$/);
  });
});
