import { TestDatabases } from '@backstage/backend-test-utils';
import { randomUUID } from 'node:crypto';
import { createTestStore } from '../__testUtils__/createTestStore';
import { newRun } from '../__testUtils__/newRun';
import type { ResourceSpec } from './RunStore';

jest.setTimeout(60_000);

const project: ResourceSpec = {
  kind: 'gitlab-project',
  system: 'gitlab',
  instance: 'main',
  key: 'flight-ops/check-in-api',
  title: 'Repository',
};

describe('DatabaseRunStore', () => {
  const databases = TestDatabases.create({
    ids: ['SQLITE_3', 'POSTGRES_14'],
  });

  describe.each(databases.eachSupportedId())('on %s', databaseId => {
    async function setup() {
      const knex = await databases.init(databaseId);
      return { knex, ...(await createTestStore(knex)) };
    }

    it('gives the run of the first request when the same request comes again', async () => {
      const { store } = await setup();
      const request = newRun();
      const first = await store.create(request);
      const again = await store.create({ ...request, id: randomUUID() });
      expect(first.created).toBe(true);
      expect(again).toEqual({ run: first.run, created: false });
      expect(first.run.values).toEqual({ port: 8080 });
    });

    it('lets one of many simultaneous runs have the name', async () => {
      const { store } = await setup();
      const outcomes = await Promise.allSettled(
        Array.from({ length: 5 }, () => store.create(newRun())),
      );
      const refusals = outcomes.flatMap(outcome =>
        outcome.status === 'rejected' ? [outcome.reason.message] : [],
      );
      expect(refusals).toEqual(
        Array(4).fill(expect.stringMatching(/is taken by another run/)),
      );
      const { total } = await store.list({});
      expect(total).toBe(1);
    });

    it('frees the name once the claim is released', async () => {
      const { store } = await setup();
      const { run } = await store.create(newRun());
      expect(await store.claimOf('check-in-api')).toBe(run.id);
      await store.releaseClaim(run.id);
      await expect(store.create(newRun())).resolves.toMatchObject({
        created: true,
      });
    });

    it('hands out one lease at a time, and the next one after expiry', async () => {
      const { store, pass } = await setup();
      const { run } = await store.create(newRun());
      const options = { ttlMs: 10_000, status: ['starting' as const] };
      const first = await store.acquireLease(run.id, {
        ...options,
        holder: 'a',
      });
      expect(first).toMatchObject({ holder: 'a', fence: 1 });
      expect(
        await store.acquireLease(run.id, { ...options, holder: 'b' }),
      ).toBeUndefined();
      pass(10_000);
      const second = await store.acquireLease(run.id, {
        ...options,
        holder: 'b',
      });
      expect(second).toMatchObject({ holder: 'b', fence: 2 });
      await expect(store.renewLease(first!, 10_000)).rejects.toThrow(
        /changed hands/,
      );
      await expect(store.intend(first!, 'repository', project)).rejects.toThrow(
        /changed hands/,
      );
      expect(await store.resources(run.id)).toEqual([]);
    });

    it('ends the lease of a running step when undo takes over', async () => {
      const { store } = await setup();
      const { run } = await store.create(newRun());
      const lease = await store.acquireLease(run.id, {
        holder: 'step',
        ttlMs: 10_000,
        status: ['starting'],
      });
      expect(
        await store.transition(run.id, {
          from: ['starting', 'running'],
          to: 'undoing',
          takeOver: true,
        }),
      ).toBe(true);
      await expect(store.intend(lease!, 'repository', project)).rejects.toThrow(
        /changed hands/,
      );
      expect(
        await store.transition(run.id, {
          from: ['starting', 'running'],
          to: 'undoing',
          takeOver: true,
        }),
      ).toBe(false);
    });

    it('keeps one row a resource, in the order of making', async () => {
      const { store } = await setup();
      const { run } = await store.create(newRun());
      const lease = (await store.acquireLease(run.id, {
        holder: 'step',
        ttlMs: 10_000,
        status: ['starting'],
      }))!;
      const first = await store.intend(lease, 'repository', project);
      await store.change(lease, first.id, {
        state: 'present',
        url: 'http://gitlab.example/p',
        details: { projectId: 7 },
      });
      await store.intend(lease, 'secrets', {
        kind: 'vault-policy',
        system: 'vault',
        instance: 'main',
        key: 'flight-ops-check-in-api-dev',
        title: 'Policy',
        environment: 'dev',
      });
      const again = await store.intend(lease, 'repository', project);
      expect(again).toMatchObject({
        id: first.id,
        state: 'present',
        details: { projectId: 7 },
      });
      expect((await store.resources(run.id)).map(r => r.kind)).toEqual([
        'gitlab-project',
        'vault-policy',
      ]);
    });

    it('lists newest first with filters and pages', async () => {
      const { store, pass } = await setup();
      for (const name of ['one-api', 'two-api', 'three-api']) {
        pass(1000);
        await store.create(
          newRun({ name, entityRef: `component:default/${name}` }),
        );
      }
      const page = await store.list({ limit: 2, offset: 0 });
      expect(page.total).toBe(3);
      expect(page.runs.map(run => run.name)).toEqual(['three-api', 'two-api']);
      const one = await store.list({ entityRef: 'component:default/one-api' });
      expect(one.runs.map(run => run.name)).toEqual(['one-api']);
    });

    it('can be migrated down and up again', async () => {
      const { knex, store } = await setup();
      await store.create(newRun());
      const directory = `${__dirname}/../../migrations`;
      await knex.migrate.rollback({ directory }, true);
      expect(await knex.schema.hasTable('runs')).toBe(false);
      await knex.migrate.latest({ directory });
      await expect(store.create(newRun())).resolves.toMatchObject({
        created: true,
      });
    });
  });
});
