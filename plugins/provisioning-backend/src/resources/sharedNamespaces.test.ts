import { TestDatabases } from '@backstage/backend-test-utils';
import type { FaultRule } from '@runway/sandbox';
import { setTimeout as sleep } from 'node:timers/promises';
import { createTestCatalog } from '../__testUtils__/createTestCatalog';
import { createTestRuns } from '../__testUtils__/createTestRuns';
import { TEMPLATE_URL, useUpstreams } from '../__testUtils__/useUpstreams';

jest.setTimeout(120_000);

const INPUT = { values: { port: 8080, minReplicas: 1, maxReplicas: 2 } };
const PUBLISH = 'runway:repository:publish';
const COMMIT = 'runway:gitops:commit';

/** One team, whose first service is undone while its second is made: what either has looked at is old when it commits. */
describe('the namespaces of two services of a new team', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_14'] });
  const fixture = useUpstreams();

  describe.each(databases.eachSupportedId())('on %s', databaseId => {
    const setup = async () =>
      createTestRuns(await databases.init(databaseId), fixture, {
        templateUrl: TEMPLATE_URL,
        catalog: createTestCatalog(() => '').catalog,
      });
    const service = (team: string, name: string) => ({
      name,
      ownerRef: `group:default/${team}`,
      entityRef: `component:default/${name}`,
      values: {
        name,
        owner: `group:default/${team}`,
        description: 'Shares its namespaces.',
      },
    });
    /** Makes one commit late. @returns resolves when it is under way, and has not been done */
    function late(rule: Partial<FaultRule> & { ms: number }) {
      const { ms, ...which } = rule;
      const { id } = fixture.sandbox.faults.add({
        system: 'gitlab',
        method: 'POST',
        path: '/api/v4/projects/*/repository/commits',
        times: 1,
        ...which,
        fault: { kind: 'latency', ms },
      });
      return async () => {
        const deadline = Date.now() + 30_000;
        while (
          fixture.sandbox.faults.list().find(r => r.id === id)?.hits !== 1
        ) {
          if (Date.now() > deadline) {
            throw new Error('nothing was committed');
          }
          await sleep(20);
        }
      };
    }
    const exists = async (path: string) =>
      Boolean(
        await fixture.upstreams.gitlab().file('platform/gitops', path, 'main'),
      );
    const stateOf = async (
      store: Awaited<ReturnType<typeof setup>>['store'],
      id: string,
    ) =>
      (await store.resources(id)).find(({ key }) => key.includes(': tenants/'))
        ?.state;
    const teamOf = (a: string, b: string) =>
      databaseId === 'SQLITE_3' ? a : b;

    it('stay when the second has looked at them, and commits after the undo', async () => {
      const team = teamOf('ground', 'data');
      const { start, store } = await setup();
      const first = await start(service(team, `first-${team}`));
      await first.step(PUBLISH, { values: { port: 8080 } });
      await first.step(COMMIT, INPUT);
      const second = await start(service(team, `second-${team}`));
      await second.step(PUBLISH, { values: { port: 8080 } });

      const isUnderWay = late({ ms: 5_000 });
      const commits = second.step(COMMIT, INPUT);
      await isUnderWay();
      expect(await first.undo()).toMatchObject({ status: 'undone' });
      await commits;

      expect(await exists(`services/${team}/second-${team}/values.yaml`)).toBe(
        true,
      );
      expect(await exists(`tenants/${team}/dev.yaml`)).toBe(true);
      expect(await stateOf(store, first.run.id)).toBe('kept');
      expect(await stateOf(store, second.run.id)).toBe('shared');
    });

    it('are made again by the second when the undo had looked before it began', async () => {
      const team = teamOf('crew', 'loyalty');
      const { start, store } = await setup();
      const first = await start(service(team, `first-${team}`));
      await first.step(PUBLISH, { values: { port: 8080 } });
      await first.step(COMMIT, INPUT);

      // The undo's first commit takes out the service, its second the namespaces.
      const isUnderWay = late({ ms: 8_000, skip: 1 });
      const undone = first.undo();
      await isUnderWay();
      const second = await start(service(team, `second-${team}`));
      await second.step(PUBLISH, { values: { port: 8080 } });
      expect(await exists(`tenants/${team}/dev.yaml`)).toBe(true);
      await second.step(COMMIT, INPUT);

      expect(await undone).toMatchObject({ status: 'undone' });
      expect(await exists(`tenants/${team}/dev.yaml`)).toBe(true);
      expect(await stateOf(store, first.run.id)).toBe('undone');
      expect(await stateOf(store, second.run.id)).toBe('present');
    });
  });
});
