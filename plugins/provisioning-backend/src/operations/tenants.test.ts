import { TestDatabases } from '@backstage/backend-test-utils';
import { join } from 'node:path';
import { createTestCatalog } from '../__testUtils__/createTestCatalog';
import { createTestRuns } from '../__testUtils__/createTestRuns';
import { useUpstreams } from '../__testUtils__/useUpstreams';
import { findTenant, servicesOfTeam } from './tenants';

jest.setTimeout(120_000);

const TEMPLATE_URL = `file://${join(
  __dirname,
  '../../../../templates/team-namespace/template.yaml',
)}`;

const figures = {
  requestsCpu: '4',
  requestsMemory: '8Gi',
  limitsMemory: '16Gi',
  requestsStorage: '20Gi',
  pods: 50,
};
const INPUT = {
  values: {
    size: 'small',
    productionSize: 'small',
    quotas: { small: figures },
  },
};

describe('a run that makes the namespaces of a team', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
  const fixture = useUpstreams();
  const signal = new AbortController().signal;

  const setup = async () =>
    createTestRuns(await databases.init('SQLITE_3'), fixture, {
      templateUrl: TEMPLATE_URL,
      catalog: createTestCatalog(() => '').catalog,
    });
  const tenant = (team: string) => ({
    name: `tenant-${team}`,
    ownerRef: `group:default/${team}`,
    entityRef: `group:default/${team}`,
    values: { owner: `group:default/${team}` },
  });

  it('plans them without a service, makes them, and takes them back', async () => {
    const { start, store } = await setup();
    const { run, plan, step, undo } = await start(tenant('ground'));
    const { resources, files } = await plan('runway:gitops:commit', INPUT);
    expect(
      resources.map(({ kind, key, effect }) => [kind, key, effect]),
    ).toEqual([
      ['gitops-files', 'platform/gitops: tenants/ground', 'create'],
      ...['dev', 'staging', 'production'].map(environment => [
        'namespace',
        `ground-${environment}`,
        'create',
      ]),
      ...['dev', 'production', 'staging'].map(environment => [
        'argocd-application',
        `tenant-ground-${environment}`,
        'create',
      ]),
    ]);
    expect(files).toHaveLength(7);

    expect(await step('runway:gitops:commit', INPUT)).toEqual({});
    expect(await step('runway:argocd:wait', {})).toEqual({});
    const rows = await store.resources(run.id);
    expect(rows).toHaveLength(7);
    expect(rows.every(({ state }) => state === 'present')).toBe(true);
    expect(
      await findTenant(fixture.upstreams, 'ground', { signal }),
    ).toMatchObject({
      path: 'tenants/ground/dev.yaml',
      runId: run.id,
      by: 'Amelia Reyes',
      since: expect.stringMatching(/^\d{4}-/),
    });

    expect(await undo()).toMatchObject({ status: 'undone' });
    const left = await store.resources(run.id);
    expect(left.map(({ state }) => state)).toEqual(Array(7).fill('undone'));
    expect(
      await findTenant(fixture.upstreams, 'ground', { signal }),
    ).toBeUndefined();
  });

  it('refuses what another run or a person has declared', async () => {
    const { start, store } = await setup();
    const { run, step } = await start(tenant('flight-ops'));
    await expect(step('runway:gitops:commit', INPUT)).rejects.toThrow(
      'The team flight-ops has its namespaces already',
    );
    expect(await store.resources(run.id)).toEqual([]);
  });

  it('knows what lives in the namespaces of a team', async () => {
    const services = await servicesOfTeam(fixture.upstreams, 'flight-ops', {
      signal,
    });
    expect(services).toContain('check-in-api');
    expect(
      await servicesOfTeam(fixture.upstreams, 'ground', { signal }),
    ).toEqual([]);
  });
});
