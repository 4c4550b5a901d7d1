import { useUpstreams } from '../__testUtils__/useUpstreams';
import { newRun } from '../__testUtils__/newRun';
import type { StoredResource, StoredRun } from '../database/RunStore';
import { GitOpsFilesDriver } from './GitOpsFilesDriver';

jest.setTimeout(60_000);

const PROJECT = 'platform/gitops';
const AUTHOR = { authorName: 'A Test', authorEmail: 'test@aerq.example' };

describe('GitOpsFilesDriver', () => {
  const fixture = useUpstreams();
  const driver = new GitOpsFilesDriver({
    store: { listByStatus: async () => [] },
  });

  /** Declares a service and its team's namespaces, as its run does. */
  async function declare(team: string, name: string) {
    const run = newRun({ name }) as StoredRun;
    const content = Buffer.from(`# runway-run: ${run.id}\n`);
    await fixture.upstreams.gitlab().commit({
      project: PROJECT,
      branch: 'main',
      message: `Add ${name}`,
      ...AUTHOR,
      actions: [
        `services/${team}/${name}/values.yaml`,
        `tenants/${team}/dev.yaml`,
      ].map(path => ({ action: 'create' as const, path, content })),
    });
    const remove = (folder: string) =>
      driver.remove(
        { key: `${PROJECT}: ${folder}`, details: {} } as StoredResource,
        {
          run,
          upstreams: fixture.upstreams,
          signal: new AbortController().signal,
        },
      );
    return { remove };
  }

  const exists = async (path: string) =>
    Boolean(await fixture.upstreams.gitlab().file(PROJECT, path, 'main'));

  it('leaves the namespaces as long as the service that needs them is declared', async () => {
    const { remove } = await declare('cabin', 'meal-api');
    await expect(remove('tenants/cabin')).rejects.toThrow(
      'The declaration of meal-api is still in Git',
    );
    expect(await exists('tenants/cabin/dev.yaml')).toBe(true);

    expect(await remove('services/cabin/meal-api')).toEqual({
      state: 'undone',
    });
    expect(await remove('tenants/cabin')).toEqual({ state: 'undone' });
    expect(await exists('tenants/cabin/dev.yaml')).toBe(false);
  });

  it('keeps the namespaces that another service of the team uses', async () => {
    const { remove } = await declare('crew', 'roster-api');
    await fixture.upstreams.gitlab().commit({
      project: PROJECT,
      branch: 'main',
      message: 'Add another',
      ...AUTHOR,
      actions: [
        {
          action: 'create',
          path: 'services/crew/duty-api/values.yaml',
          content: Buffer.from('# somebody else\n'),
        },
      ],
    });
    await remove('services/crew/roster-api');
    expect(await remove('tenants/crew')).toEqual({
      state: 'kept',
      reason: expect.stringContaining('duty-api'),
    });
  });
});
