import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import type { Upstreams } from '@runway/integrations';
import type { ResourceKind } from '@runway/plugin-provisioning-common';
import type { RunStore } from '../database/RunStore';
import type { Removal, ResourceDriver } from '../resources/ResourceDriver';
import { createTestStore } from '../__testUtils__/createTestStore';
import { newRun } from '../__testUtils__/newRun';
import { RunTelemetry } from '../telemetry/RunTelemetry';
import { UndoWorker } from './UndoWorker';

jest.setTimeout(60_000);

const KINDS: ResourceKind[] = ['gitlab-project', 'vault-secret', 'namespace'];

/** Drivers that note what they are asked to remove, and answer as told. */
function fakeDrivers(answer: (kind: ResourceKind) => Promise<Removal>) {
  const removed: ResourceKind[] = [];
  const drivers = KINDS.map(
    (kind): ResourceDriver => ({
      kind,
      async remove() {
        removed.push(kind);
        return answer(kind);
      },
      inspect: async () => ({ state: 'present' }),
    }),
  );
  return { drivers, removed };
}

const undone = async (): Promise<Removal> => ({ state: 'undone' });

describe('UndoWorker', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_14'] });

  describe.each(databases.eachSupportedId())('on %s', databaseId => {
    async function setup() {
      const knex = await databases.init(databaseId);
      const { store, pass } = await createTestStore(knex);
      const { run } = await store.create(newRun());
      const lease = (await store.acquireLease(run.id, {
        holder: 'step',
        ttlMs: 1000,
        status: ['starting'],
      }))!;
      for (const kind of KINDS) {
        const row = await store.intend(lease, 'step', {
          kind,
          system: 'gitlab',
          instance: 'main',
          key: kind,
          title: kind,
        });
        await store.change(lease, row.id, { state: 'present' });
      }
      await store.releaseLease(lease);
      const request = () =>
        store.transition(run.id, {
          from: ['starting', 'undo-failed'],
          to: 'undoing',
          takeOver: true,
        });
      return { store, run, request, pass };
    }

    function worker(
      store: RunStore,
      drivers: ResourceDriver[],
      more: { signal?: AbortSignal; stopTask?: () => Promise<void> } = {},
    ) {
      const undo = new UndoWorker({
        store,
        drivers,
        upstreams: {} as Upstreams,
        telemetry: new RunTelemetry({ logger: mockServices.rootLogger() }),
        stopTask: more.stopTask ?? (async () => {}),
        signal: more.signal ?? new AbortController().signal,
      });
      return {
        begin: () => undo.begin(),
        async pass() {
          await undo.begin();
          await undo.settled();
        },
      };
    }

    const states = async (store: RunStore, id: string) =>
      (await store.resources(id)).map(({ state }) => state);

    it('takes everything back, last first, and frees the name', async () => {
      const { store, run, request } = await setup();
      const { drivers, removed } = fakeDrivers(undone);
      await request();
      await worker(store, drivers).pass();
      expect(removed).toEqual(['namespace', 'vault-secret', 'gitlab-project']);
      expect(await store.get(run.id)).toMatchObject({ status: 'undone' });
      expect(await states(store, run.id)).toEqual(Array(3).fill('undone'));
      expect(await store.claimOf(run.name)).toBeUndefined();
    });

    it('goes on past a resource that stays, says why, and finishes later', async () => {
      const { store, run, request } = await setup();
      let isDown = true;
      const { drivers, removed } = fakeDrivers(async kind => {
        if (kind === 'vault-secret' && isDown) {
          throw new Error('Vault does not answer');
        }
        return { state: 'undone' };
      });
      await request();
      await worker(store, drivers).pass();
      expect(await store.get(run.id)).toMatchObject({
        status: 'undo-failed',
        error: { message: expect.stringMatching(/1 of 3/) },
      });
      const [, secret] = await store.resources(run.id);
      expect(secret).toMatchObject({
        state: 'orphaned',
        reason: 'Vault does not answer',
      });
      expect(await store.claimOf(run.name)).toBe(run.id);

      isDown = false;
      removed.length = 0;
      await request();
      await worker(store, drivers).pass();
      expect(removed).toEqual(['vault-secret']);
      expect(await store.get(run.id)).toMatchObject({ status: 'undone' });
    });

    it('is resumed by another worker after an interruption', async () => {
      const { store, run, request } = await setup();
      const stopping = new AbortController();
      const { drivers } = fakeDrivers(async kind => {
        if (kind === 'vault-secret') {
          stopping.abort();
          throw new Error('interrupted');
        }
        return { state: 'undone' };
      });
      await request();
      await worker(store, drivers, { signal: stopping.signal }).pass();
      expect(await store.get(run.id)).toMatchObject({ status: 'undoing' });
      expect(await states(store, run.id)).toEqual([
        'present',
        'undoing',
        'undone',
      ]);

      const later = fakeDrivers(undone);
      await worker(store, later.drivers).pass();
      expect(later.removed).toEqual(['vault-secret', 'gitlab-project']);
      expect(await store.get(run.id)).toMatchObject({ status: 'undone' });
    });

    it('removes each resource once when two replicas work at the same time', async () => {
      const { store, run, request } = await setup();
      const { drivers, removed } = fakeDrivers(undone);
      await request();
      await Promise.all([
        worker(store, drivers).pass(),
        worker(store, drivers).pass(),
        worker(store, drivers).pass(),
      ]);
      expect(removed).toHaveLength(3);
      expect(await store.get(run.id)).toMatchObject({ status: 'undone' });
    });

    it('waits until the step that was at work has let go', async () => {
      const { store, run, request, pass } = await setup();
      await store.acquireLease(run.id, {
        holder: 'slow step',
        ttlMs: 15_000,
        status: ['starting'],
      });
      const { drivers, removed } = fakeDrivers(undone);
      await request();
      await worker(store, drivers).pass();
      expect(removed).toEqual([]);
      pass(15_000);
      await worker(store, drivers).pass();
      expect(removed).toHaveLength(3);
    });

    it('keeps no run waiting for another one that takes long', async () => {
      const { store, run, request } = await setup();
      const stuck = new AbortController();
      const { drivers } = fakeDrivers(
        () =>
          new Promise((_, reject) => {
            stuck.signal.addEventListener('abort', () =>
              reject(new Error('gave up')),
            );
          }),
      );
      await request();
      const { begin } = worker(store, drivers, { signal: stuck.signal });
      await begin();
      const { run: other } = await store.create(newRun({ name: 'other-api' }));
      await store.transition(other.id, { from: ['starting'], to: 'undoing' });
      const deadline = Date.now() + 10_000;
      while ((await store.get(other.id))!.status !== 'undone') {
        expect(Date.now()).toBeLessThan(deadline);
        await begin();
      }
      expect(await store.get(run.id)).toMatchObject({ status: 'undoing' });
      stuck.abort();
    });

    it('looks again at what was kept when undo is asked for again', async () => {
      const { store, run, request } = await setup();
      let isDown = true;
      const { drivers } = fakeDrivers(async kind => {
        if (!isDown) {
          return { state: 'undone' };
        }
        if (kind === 'namespace') {
          return { state: 'kept', reason: 'Its file is still in Git.' };
        }
        throw new Error('GitLab does not answer');
      });
      await request();
      await worker(store, drivers).pass();
      expect(await states(store, run.id)).toEqual([
        'orphaned',
        'orphaned',
        'kept',
      ]);
      isDown = false;
      await request();
      await worker(store, drivers).pass();
      expect(await states(store, run.id)).toEqual(Array(3).fill('undone'));
    });

    it('leaves what is kept with its reason', async () => {
      const { store, run, request } = await setup();
      const { drivers } = fakeDrivers(async kind =>
        kind === 'gitlab-project'
          ? { state: 'archived', reason: 'It has 2 commits of others.' }
          : { state: 'undone' },
      );
      await request();
      await worker(store, drivers).pass();
      expect((await store.resources(run.id))[0]).toMatchObject({
        state: 'archived',
        reason: 'It has 2 commits of others.',
      });
      expect(await store.get(run.id)).toMatchObject({ status: 'undone' });
    });
  });
});
