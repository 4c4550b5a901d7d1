import { TestDatabases } from '@backstage/backend-test-utils';
import { randomUUID } from 'node:crypto';
import { priya } from '../__testUtils__/createChanges';
import { createTestStore } from '../__testUtils__/createTestStore';
import { newRun } from '../__testUtils__/newRun';
import { DatabaseChangeStore } from '../changes/database/DatabaseChangeStore';
import type { People } from '../service/People';
import { DatabaseCheckState } from './database/DatabaseCheckState';
import { DatabaseDifferences } from './database/DatabaseDifferences';
import { DefaultReconciliationService } from './DefaultReconciliationService';
import type { DifferenceResolver } from './DifferenceResolver';

jest.setTimeout(60_000);

const FLIGHT_OPS = 'group:default/flight-ops';
const BOOKING = 'group:default/booking';
const CABIN = 'group:default/cabin';

describe('DefaultReconciliationService', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_14'] });

  describe.each(databases.eachSupportedId())('on %s', databaseId => {
    async function setup() {
      const knex = await databases.init(databaseId);
      const { store } = await createTestStore(knex);
      const { run } = await store.create(newRun());
      let clock = 1_000_000;
      const now = () => (clock += 1_000);
      const changes = new DatabaseChangeStore(knex, now);
      const differences = new DatabaseDifferences(knex, { now, apartMs: 0 });
      const service = new DefaultReconciliationService({
        differences,
        state: new DatabaseCheckState(knex),
        resolver: {
          resolve: async id => differences.get(id),
        } as Partial<DifferenceResolver> as DifferenceResolver,
        people: {
          get: async () => ({ ref: 'user:default/priya.nair' }),
        } as unknown as People,
        everySeconds: 600,
        startPass: async () => true,
        newOwners: runIds => changes.newOwners(runIds),
      });
      /** As a pass finds it: the ledger's owner is the one who had it made. */
      const find = async (key: string, runId = run.id) => {
        for (let sighting = 0; sighting < 2; sighting++) {
          await differences.sighted({
            difference: 'missing',
            kind: 'vault-policy',
            system: 'vault',
            instance: 'main',
            key,
            title: 'Right to read exactly these secrets',
            runId,
            name: run.name,
            ownerRef: FLIGHT_OPS,
            message: 'It is not there.',
            actions: ['recreate', 'forget'],
            details: {},
          });
        }
      };
      const transfer = async (
        to: string,
        status: 'completed' | 'rejected' | 'incomplete',
      ) => {
        const { change } = await changes.create(
          {
            ...newRun(),
            kind: 'transfer',
            newOwnerRef: to,
            runId: run.id,
            reason: 'They run it from now on.',
            files: [],
          },
          { items: [], approvals: [] },
        );
        await changes.transition(change.id, { from: ['opening'], to: status });
      };
      const owners = async () =>
        (await service.get({}, priya)).differences.map(
          ({ ownerRef }) => ownerRef,
        );
      return { service, find, transfer, owners };
    }

    it('names the team that has a service now, also for what was found before', async () => {
      const { service, find, transfer, owners } = await setup();
      await find('before');
      expect(await owners()).toEqual([FLIGHT_OPS]);

      await transfer(BOOKING, 'completed');
      expect(await owners()).toEqual([BOOKING]);
      await find('after');
      expect(await owners()).toEqual([BOOKING, BOOKING]);

      await transfer(CABIN, 'completed');
      await transfer(FLIGHT_OPS, 'rejected');
      expect(await owners()).toEqual([CABIN, CABIN]);
      const [{ id }] = (await service.get({}, priya)).differences;
      const { difference } = await service.resolve(id, 'forget', priya);
      expect(difference).toMatchObject({ id, ownerRef: CABIN });
    });

    it('waits for the end of a transfer, and leaves other services alone', async () => {
      const { find, transfer, owners } = await setup();
      await find('own');
      await find('of somebody else', randomUUID());
      await find('of a mark that is no id', 'by-hand');
      await transfer(BOOKING, 'incomplete');
      expect(await owners()).toEqual([FLIGHT_OPS, FLIGHT_OPS, FLIGHT_OPS]);
    });
  });
});
