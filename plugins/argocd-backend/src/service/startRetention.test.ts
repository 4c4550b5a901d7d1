import { SchedulerServiceTaskScheduleDefinition } from '@backstage/backend-plugin-api';
import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { ActionRequest } from '@runway/plugin-argocd-common';
import { randomUUID } from 'node:crypto';
import { ActionState, StoredAction } from '../actions/ActionStore';
import { DatabaseActionStore } from '../actions/database/DatabaseActionStore';
import { DatabasePromotionStore } from '../promotion/DatabasePromotionStore';
import type { PromotionState } from '../promotion/PromotionStore';
import { openDatabase } from './openDatabase';
import { startRetention } from './startRetention';

jest.setTimeout(60_000);

const DAY_MS = 86_400_000;
const sync: ActionRequest = { kind: 'sync', prune: false, dryRun: false };
const pause: ActionRequest = { kind: 'pause', reason: 'A leak' };
const resume: ActionRequest = { kind: 'resume' };

describe('startRetention', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_14'] });

  describe.each(databases.eachSupportedId())('on %s', databaseId => {
    async function setup(days?: number, promotionDays = days) {
      const knex = await databases.init(databaseId);
      await openDatabase(mockServices.database({ knex, migrations: {} }));
      const clock = { now: 0 };
      const store = new DatabaseActionStore(knex, () => clock.now);
      const daysAgo = (age: number) => Date.now() - age * DAY_MS;
      /** An action that began and ended so many days ago; without state it goes on. */
      const acted = async (
        name: string,
        request: ActionRequest,
        age: number,
        state?: ActionState,
      ) => {
        clock.now = daysAgo(age);
        const { action } = await store.begin({
          id: randomUUID(),
          requestId: randomUUID(),
          application: { instance: 'main', namespace: 'argocd', name },
          project: 'booking',
          request,
          method: 'operation',
          by: 'user:default/noor.haddad',
          requestedAt: clock.now,
          lookAt: 0,
        });
        if (state) {
          await store.change(action.id, { state });
        }
      };
      const promotions = new DatabasePromotionStore(knex, () => clock.now);
      /** A promotion asked for at first and in this state for so many days. */
      const promoted = async (
        version: string,
        age: number,
        state: PromotionState,
      ) => {
        clock.now = daysAgo(age);
        const { id } = await promotions.begin({
          service: 'orders',
          from: 'dev',
          to: 'staging',
          version,
          branch: `promote-orders-staging-${version}`,
          by: 'user:default/noor.haddad',
          at: daysAgo(1_000),
          title: 'Promote orders',
        });
        await promotions.setState(id, state);
      };
      const logger = mockServices.logger.mock();
      const scheduler = mockServices.scheduler.mock();
      await startRetention({
        stores: { actions: store, promotions },
        config: mockServices.rootConfig({
          data: days
            ? {
                runway: {
                  delivery: {
                    actionRetentionDays: days,
                    promotionRetentionDays: promotionDays,
                  },
                },
              }
            : {},
        }),
        scheduler,
        logger,
      });
      const [[task]] = scheduler.scheduleTask.mock.calls as unknown as [
        [
          SchedulerServiceTaskScheduleDefinition & {
            fn(signal: AbortSignal): Promise<void>;
          },
        ],
      ];
      return {
        knex,
        store,
        acted,
        promoted,
        promotionsLeft: async () =>
          (await promotions.ofService('orders', 100))
            .map(({ version, state }) => `${version} ${state}`)
            .sort(),
        logger,
        run: () => task.fn(new AbortController().signal),
        async left() {
          const rows: StoredAction[] = await knex('actions').select();
          return rows
            .map((row: any) => `${row.name} ${row.kind} ${row.state}`)
            .sort();
        },
      };
    }

    it('removes what ended long ago, not what is younger or under way', async () => {
      const { acted, run, left, logger } = await setup(30);
      await acted('orders', sync, 31, 'succeeded');
      await acted('orders', sync, 31, 'failed');
      await acted('orders', pause, 31, 'failed');
      await acted('orders', resume, 31, 'lost');
      await acted('orders', sync, 500);
      await acted('orders', sync, 29, 'succeeded');
      await run();
      expect(await left()).toEqual([
        'orders sync requested',
        'orders sync succeeded',
      ]);
      expect(logger.info).toHaveBeenCalledWith(
        'Removed 4 actions on applications older than 30 days',
      );
      await run();
      expect(logger.info).toHaveBeenCalledTimes(1);
    });

    it('keeps for 400 days when nothing else is said', async () => {
      const { acted, promoted, run, left, promotionsLeft } = await setup();
      await acted('orders', sync, 399, 'succeeded');
      await acted('fares', sync, 401, 'succeeded');
      await promoted('v1', 401, 'deployed');
      await promoted('v2', 399, 'deployed');
      await run();
      expect(await left()).toEqual(['orders sync succeeded']);
      expect(await promotionsLeft()).toEqual(['v2 deployed']);
    });

    it('removes promotions that ended long ago, never one that is open', async () => {
      const { acted, promoted, run, promotionsLeft, left, logger } =
        await setup(90, 30);
      await promoted('v1', 31, 'deployed');
      await promoted('v2', 31, 'closed');
      await promoted('v3', 31, 'failed');
      await promoted('v4', 29, 'deployed');
      await promoted('v5', 900, 'waiting');
      await promoted('v6', 900, 'merging');
      await promoted('v7', 900, 'deploying');
      await acted('orders', sync, 31, 'succeeded');
      await run();
      expect(await promotionsLeft()).toEqual([
        'v4 deployed',
        'v5 waiting',
        'v6 merging',
        'v7 deploying',
      ]);
      expect(await left()).toEqual(['orders sync succeeded']);
      expect(logger.info).toHaveBeenCalledWith(
        'Removed 3 promotions older than 30 days',
      );
    });

    it('keeps the pause that says why auto-sync is off, however old', async () => {
      const { acted, run, left, store } = await setup(30);
      await acted('orders', pause, 300, 'succeeded');
      await acted('orders', pause, 200, 'succeeded');
      await acted('orders', resume, 100, 'failed');
      await acted('fares', pause, 300, 'succeeded');
      await acted('fares', resume, 200, 'succeeded');
      await acted('fares', pause, 100, 'succeeded');
      await run();
      await run();
      expect(await left()).toEqual([
        'fares pause succeeded',
        'orders pause succeeded',
      ]);
      const pauses = await store.pauses();
      expect(
        pauses
          .map(({ requestedAt }) =>
            Math.round((Date.now() - requestedAt) / DAY_MS),
          )
          .sort(),
      ).toEqual([100, 200]);
    });

    it('never lets a pause that is over look like one that lasts', async () => {
      const { acted, run, left, store } = await setup(30);
      await acted('orders', pause, 300, 'succeeded');
      await acted('orders', resume, 200, 'succeeded');
      const before = Date.now() - 30 * DAY_MS;
      // As when the portal is stopped after each statement.
      const seen = [];
      while ((await left()).length) {
        const removed = await store.prune({ before, limit: 1 });
        seen.push(removed, ...(await store.pauses()).map(each => each.request));
      }
      expect(seen).toEqual([1, resume, 1]);
      await acted('fares', pause, 300, 'succeeded');
      await acted('fares', resume, 29, 'succeeded');
      await run();
      expect(await left()).toEqual(['fares resume succeeded']);
    });

    it('removes thousands, a slice at a time', async () => {
      const { acted, knex, run, left } = await setup(30);
      await acted('orders', sync, 31, 'succeeded');
      const row = await knex('actions').first();
      await knex.batchInsert(
        'actions',
        Array.from({ length: 2_100 }, () => ({
          ...row,
          id: randomUUID(),
          request_id: randomUUID(),
        })),
        50,
      );
      await run();
      expect(await left()).toEqual([]);
    });
  });
});
