import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { TestDatabases } from '@backstage/backend-test-utils';
import { ActionRequest } from '@runway/plugin-argocd-common';
import { randomUUID } from 'node:crypto';
import { NewAction } from '../ActionStore';
import { DatabaseActionStore } from './DatabaseActionStore';

jest.setTimeout(60_000);

const application = { instance: 'main', namespace: 'argocd', name: 'orders' };
const by = 'user:default/noor.haddad';

const newAction = (more: Partial<NewAction> = {}): NewAction => ({
  id: randomUUID(),
  requestId: randomUUID(),
  application,
  project: 'booking',
  request: { kind: 'sync', prune: false, dryRun: false },
  method: 'operation',
  by,
  requestedAt: 1_000,
  lookAt: 61_000,
  ...more,
});

describe('DatabaseActionStore', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_14'] });

  describe.each(databases.eachSupportedId())('on %s', databaseId => {
    async function setup() {
      const knex = await databases.init(databaseId);
      const migrations = {
        directory: resolvePackagePath(
          '@runway/plugin-argocd-backend',
          'migrations',
        ),
      };
      await knex.migrate.latest(migrations);
      return {
        knex,
        migrations,
        store: new DatabaseActionStore(knex, () => 5_000),
      };
    }

    it('gives the action of the first request when the same request comes again', async () => {
      const { store } = await setup();
      const request = newAction();
      const first = await store.begin(request);
      const again = await store.begin({ ...request, id: randomUUID() });
      expect(first).toMatchObject({
        created: true,
        action: { state: 'requested', application, request: request.request },
      });
      expect(again).toEqual({ action: first.action, created: false });
    });

    it('lets one of many have an application, until it has ended', async () => {
      const { store } = await setup();
      const exclusive = 'operation:main/argocd/orders';
      const outcomes = await Promise.allSettled(
        Array.from({ length: 5 }, () => store.begin(newAction({ exclusive }))),
      );
      expect(
        outcomes.flatMap(outcome =>
          outcome.status === 'rejected' ? [outcome.reason.message] : [],
        ),
      ).toEqual(
        Array(4).fill(
          'noor.haddad syncs it since 1970-01-01 00:00:01 UTC. Wait for its end, or end it.',
        ),
      );
      const [{ id }] = await store.active(10);
      expect(
        await store.change(id, { state: 'succeeded', message: 'Done' }),
      ).toMatchObject({ state: 'succeeded', finishedAt: 5_000 });
      expect(await store.active(10)).toEqual([]);
      await expect(
        store.begin(newAction({ exclusive })),
      ).resolves.toMatchObject({ created: true });
    });

    it('writes the end of an action once', async () => {
      const { store } = await setup();
      const { action } = await store.begin(newAction());
      const changes = await Promise.all([
        store.change(action.id, { state: 'failed' }),
        store.change(action.id, { state: 'failed' }),
      ]);
      expect(changes.filter(Boolean)).toHaveLength(1);
    });

    it('lets one of two replicas look', async () => {
      const { store } = await setup();
      const { action } = await store.begin(newAction());
      const claims = await Promise.all([
        store.claim(action, 90_000),
        store.claim(action, 90_000),
      ]);
      expect(claims.sort()).toEqual([false, true]);
      expect((await store.get(action.id))?.lookAt).toBe(90_000);
    });

    it('knows who paused last, and nothing of what was resumed', async () => {
      const { store } = await setup();
      const done = async (
        name: string,
        request: ActionRequest,
        requestedAt: number,
      ) => {
        const { action } = await store.begin(
          newAction({
            application: { ...application, name },
            request,
            requestedAt,
          }),
        );
        await store.change(action.id, { autoSync: { prune: true } });
        await store.change(action.id, { state: 'succeeded' });
      };
      const pause = { kind: 'pause' as const, reason: 'A leak' };
      await done('orders', pause, 1);
      await done('orders', { kind: 'resume' }, 2);
      await done('fares', { ...pause, reason: 'Earlier' }, 1);
      await done('fares', pause, 3);
      const pauses = await store.pauses();
      expect(
        pauses
          .map(({ application: { name }, request }) => [name, request.kind])
          .sort(),
      ).toEqual([
        ['fares', 'pause'],
        ['orders', 'resume'],
      ]);
      expect(await store.lastPause(application)).toMatchObject({
        request: { reason: 'A leak' },
        autoSync: { prune: true },
      });
    });

    it('lists the newest first', async () => {
      const { store } = await setup();
      await store.begin(newAction({ requestedAt: 1 }));
      const { action } = await store.begin(newAction({ requestedAt: 2 }));
      expect(await store.ofApplication(application, 1)).toEqual([action]);
    });

    it('can be migrated back', async () => {
      const { knex, migrations } = await setup();
      await knex.migrate.rollback(migrations, true);
      expect(await knex.schema.hasTable('actions')).toBe(false);
    });
  });
});
