import { TestDatabases } from '@backstage/backend-test-utils';
import type { AuditFilter } from '@runway/plugin-audit-common';
import { resolve } from 'node:path';
import { auditEntry } from '../__testUtils__/auditEntry';
import { createTestStore } from '../__testUtils__/createTestStore';

jest.setTimeout(60_000);

const instant = (milliseconds: number) => new Date(milliseconds).toISOString();

describe('DatabaseAuditStore', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_14'] });

  describe.each(databases.eachSupportedId())('on %s', databaseId => {
    async function setup() {
      const knex = await databases.init(databaseId);
      return { knex, store: await createTestStore(knex) };
    }

    it('gives back what was written, with the outcome and its duration', async () => {
      const { store } = await setup();
      const entry = auditEntry({
        action: 'retry',
        severity: 'high',
        status: 'failed',
        object: 'component:default/check-in-api',
        error: 'GitLab did not answer',
        method: 'POST',
        url: '/api/provisioning/runs',
        ip: '10.0.0.7',
        userAgent: 'Firefox',
        traceId: 'ab'.repeat(16),
        meta: { runId: 'r1', deep: { list: [1, 'two'] } },
      });
      expect(await store.append([entry])).toEqual({ refused: 0 });
      const { items } = await store.list({ limit: 10 }, 'all');
      const { at, endedAt, ...rest } = entry;
      expect(items).toEqual([
        {
          ...rest,
          at: instant(at),
          endedAt: instant(endedAt!),
          durationMs: 250,
        },
      ]);
    });

    it('shows an action once: begun, then ended', async () => {
      const { store } = await setup();
      const begun = auditEntry({ status: 'initiated', endedAt: undefined });
      await store.append([begun]);
      const before = await store.list({ limit: 10 }, 'all');
      expect(before.items).toMatchObject([{ status: 'initiated' }]);
      expect(before.items[0]).not.toHaveProperty('durationMs');

      await store.append([{ ...begun, status: 'succeeded', endedAt: 61_000 }]);
      const { items } = await store.list({ limit: 10 }, 'all');
      expect(items).toMatchObject([
        { id: begun.id, status: 'succeeded', durationMs: 60_000 },
      ]);
      const unfinished = await store.list(
        { limit: 10, status: 'initiated' },
        'all',
      );
      expect(unfinished.items).toEqual([]);
    });

    it('takes a batch twice without doubling it', async () => {
      const { store } = await setup();
      const batch = Array.from({ length: 250 }, () => auditEntry());
      await store.append(batch);
      expect(await store.append(batch)).toEqual({ refused: 0 });
      expect((await store.list({ limit: 1_000 }, 'all')).items).toHaveLength(
        250,
      );
    });

    it('does not lose a batch to one row that the database refuses', async () => {
      const { store } = await setup();
      const bad = auditEntry({ event: null as unknown as string });
      expect(await store.append([auditEntry(), bad, auditEntry()])).toEqual({
        refused: 1,
      });
      expect((await store.list({ limit: 10 }, 'all')).items).toHaveLength(2);
    });

    it.each<[string, AuditFilter, string[]]>([
      ['actor', { actor: 'user:default/jonas.weber' }, ['delete']],
      ['plugin', { plugin: 'catalog' }, ['delete', 'read']],
      ['event', { event: 'run-start' }, ['start']],
      ['action', { action: 'refresh' }, ['read']],
      ['status', { status: 'failed' }, ['delete']],
      ['severity', { minSeverity: 'medium' }, ['delete', 'start']],
      ['every severity', { minSeverity: 'low' }, ['delete', 'read', 'start']],
      ['object', { object: 'component:default/seat-map' }, ['delete']],
      ['beginning of a word', { text: 'SEAT' }, ['delete']],
      ['several words', { text: 'check-in api' }, ['start']],
      ['words of an error', { text: 'refused' }, ['delete']],
      ['no word', { text: '%_"' }, []],
      ['an operator', { text: 'seat OR check' }, []],
      ['from', { from: instant(2_000) }, ['delete', 'read']],
      ['to', { to: instant(2_000) }, ['start']],
      ['all at once', { plugin: 'catalog', text: 'seat map' }, ['delete']],
    ])('filters by %s', async (_, filter, expected) => {
      const { store } = await setup();
      const common = { plugin: 'catalog', meta: undefined };
      await store.append([
        auditEntry({ at: 1_999, object: 'component:default/check-in-api' }),
        auditEntry({
          ...common,
          at: 2_000,
          event: 'entity-fetch',
          action: 'refresh',
          severity: 'low',
        }),
        auditEntry({
          ...common,
          at: 3_000,
          event: 'entity-mutate',
          actor: 'user:default/jonas.weber',
          severity: 'high',
          status: 'failed',
          object: 'component:default/seat-map',
          error: 'Not allowed: refused by the policy',
        }),
      ]);
      const names: Record<string, string> = {
        'run-start': 'start',
        'entity-fetch': 'read',
        'entity-mutate': 'delete',
      };
      const { items } = await store.list({ ...filter, limit: 10 }, 'all');
      expect(items.map(({ event }) => names[event])).toEqual(expected);
    });

    it('pages through rows of the same moment without gap or repetition, also while more are written', async () => {
      const { store } = await setup();
      const old = Array.from({ length: 25 }, (_, index) =>
        auditEntry({ at: 5_000, object: `component:default/s-${index}` }),
      );
      await store.append(old);
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await store.list({ limit: 10, cursor }, 'all');
        seen.push(...page.items.map(({ id }) => id));
        cursor = page.nextCursor;
        await store.append([auditEntry({ at: 6_000 })]);
      } while (cursor);
      expect(seen).toHaveLength(25);
      expect(new Set(seen)).toEqual(new Set(old.map(({ id }) => id)));
      await expect(
        store.list({ limit: 10, cursor: '1 or 1=1' }, 'all'),
      ).rejects.toThrow(/Start again without it/);
    });

    it('keeps to what may be seen', async () => {
      const { store } = await setup();
      const [amelia, jonas] = ['user:default/amelia', 'user:default/jonas'];
      await store.append([
        auditEntry({ actor: amelia }),
        auditEntry({ actor: jonas }),
        auditEntry({ actor: undefined }),
      ]);
      const actors = async (visibility: Parameters<typeof store.list>[1]) =>
        (await store.list({ limit: 10 }, visibility)).items
          .map(({ actor }) => actor)
          .reverse();
      expect(await actors({ actors: [amelia] })).toEqual([amelia]);
      expect(
        await actors({ anyOf: [{ actors: [amelia] }, { actors: [jonas] }] }),
      ).toEqual([amelia, jonas]);
      expect(
        await actors({
          allOf: [{ actors: [amelia, jonas] }, { not: { actors: [jonas] } }],
        }),
      ).toEqual([amelia]);
      expect(await actors({ actors: [] })).toEqual([]);
    });

    it('names the kinds that occur', async () => {
      const { store } = await setup();
      await store.append([
        auditEntry({ plugin: 'scaffolder', event: 'task', action: 'retry' }),
        auditEntry({ plugin: 'scaffolder', event: 'task', action: 'create' }),
        auditEntry(),
        auditEntry(),
      ]);
      expect(await store.kinds()).toEqual([
        { plugin: 'provisioning', event: 'run-start', action: undefined },
        { plugin: 'scaffolder', event: 'task', action: 'create' },
        { plugin: 'scaffolder', event: 'task', action: 'retry' },
      ]);
    });

    it('removes what is old, reads on their own, and finds it no more', async () => {
      const { store } = await setup();
      await store.append([
        auditEntry({ at: 1, object: 'component:default/old-change' }),
        auditEntry({ at: 1, severity: 'low' }),
        auditEntry({ at: 2, severity: 'low' }),
        auditEntry({ at: 100, severity: 'low' }),
      ]);
      const before = 50;
      expect(await store.prune({ before, reads: true, limit: 1 })).toBe(1);
      expect(await store.prune({ before, reads: true, limit: 10 })).toBe(1);
      expect(await store.prune({ before, reads: false, limit: 10 })).toBe(1);
      expect((await store.list({ limit: 10 }, 'all')).items).toHaveLength(1);
      const found = await store.list({ limit: 10, text: 'old-change' }, 'all');
      expect(found.items).toEqual([]);
    });

    it('refuses to change what is written, and its migration can be taken back', async () => {
      const { knex, store } = await setup();
      await store.append([auditEntry()]);
      await expect(
        knex('audit_events').update({ actor: 'user:default/nobody' }),
      ).rejects.toThrow(/append only/);
      const directory = resolve(__dirname, '../../migrations');
      await knex.migrate.down({ directory });
      expect(await knex.schema.hasTable('audit_events')).toBe(false);
      await knex.migrate.latest({ directory });
      expect(await knex('audit_events').select()).toEqual([]);
    });
  });
});
