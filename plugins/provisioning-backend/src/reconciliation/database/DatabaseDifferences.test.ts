import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { DatabaseRunStore } from '../../database/DatabaseRunStore';
import type { Finding } from '../types';
import { DatabaseCheckState } from './DatabaseCheckState';
import { DatabaseDifferences } from './DatabaseDifferences';

jest.setTimeout(60_000);

const finding = (change: Partial<Finding> = {}): Finding => ({
  difference: 'missing',
  kind: 'vault-policy',
  system: 'vault',
  instance: 'main',
  key: 'ground-loader-dev',
  title: 'Right to read exactly these secrets',
  runId: '3f2b8c1e-5d47-4a9b-8e60-7c1f9d2a4b55',
  name: 'loader',
  message: 'Vault has no policy ground-loader-dev any more.',
  actions: ['recreate', 'forget'],
  details: {},
  ...change,
});

describe('DatabaseDifferences', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_14'] });

  describe.each(databases.eachSupportedId())('on %s', databaseId => {
    async function setup() {
      const knex = await databases.init(databaseId);
      await DatabaseRunStore.create({
        database: mockServices.database.mock({
          getClient: async () => knex,
          migrations: { skip: false },
        }),
      });
      const clock = { now: 1_000_000 };
      const differences = new DatabaseDifferences(knex, {
        now: () => clock.now,
        apartMs: 1000,
      });
      const seeTwice = async (seen: Finding) => {
        await differences.sighted(seen);
        clock.now += 1000;
        await differences.sighted(seen);
        const [only] = (await differences.list({})).differences;
        return only;
      };
      return { knex, clock, differences, seeTwice };
    }

    it('shows what was seen twice, some time apart', async () => {
      const { differences, clock } = await setup();
      expect(await differences.sighted(finding())).toBe(false);
      clock.now += 999;
      expect(await differences.sighted(finding())).toBe(false);
      expect(await differences.list({})).toEqual({ differences: [], total: 0 });
      clock.now += 1;
      expect(await differences.sighted(finding())).toBe(true);
      expect(await differences.sighted(finding())).toBe(false);
      expect(await differences.list({})).toMatchObject({
        total: 1,
        differences: [
          {
            ...finding(),
            firstSeenAt: 1_000_000,
            lastSeenAt: 1_001_000,
            visible: true,
          },
        ],
      });
    });

    it('keeps one row however many replicas see it at once', async () => {
      const { differences, clock } = await setup();
      const all = () =>
        Promise.all([1, 2, 3].map(() => differences.sighted(finding())));
      await all();
      clock.now += 1000;
      const shown = await all();
      expect(shown.filter(Boolean)).toHaveLength(1);
      expect((await differences.list({})).total).toBe(1);
    });

    it('filters, pages and counts', async () => {
      const { differences, seeTwice, clock } = await setup();
      await seeTwice(finding());
      clock.now += 5000;
      await seeTwice(
        finding({
          difference: 'foreign',
          system: 'gitlab',
          kind: 'gitlab-project',
          key: 'ground/loader',
          name: 'other',
        }),
      );
      const keys = async (query: object) =>
        (await differences.list(query)).differences.map(({ key }) => key);
      expect(await keys({})).toEqual(['ground/loader', 'ground-loader-dev']);
      expect(await keys({ kind: 'missing' })).toEqual(['ground-loader-dev']);
      expect(await keys({ system: 'gitlab' })).toEqual(['ground/loader']);
      expect(await keys({ name: 'loader' })).toEqual(['ground-loader-dev']);
      expect(await keys({ limit: 1, offset: 1 })).toEqual([
        'ground-loader-dev',
      ]);
      expect(await differences.counts()).toEqual(
        expect.arrayContaining([
          { kind: 'missing', system: 'vault', count: 1 },
          { kind: 'foreign', system: 'gitlab', count: 1 },
        ]),
      );
    });

    it('hides what was forgotten until something else is found out', async () => {
      const { differences, seeTwice, clock } = await setup();
      const seen = await seeTwice(finding());
      await differences.ignore(seen);
      clock.now += 1000;
      expect(await differences.sighted(finding())).toBe(false);
      expect((await differences.list({})).total).toBe(0);
      clock.now += 1000;
      const other = finding({ difference: 'foreign', message: 'Another mark' });
      expect(await differences.sighted(other)).toBe(true);
      expect((await differences.list({})).differences).toMatchObject([
        { id: seen.id, difference: 'foreign' },
      ]);
    });

    it('gives a difference to one of those who press, and to the next when that one died', async () => {
      const { differences, seeTwice, clock } = await setup();
      const { id } = await seeTwice(finding());
      const claim = (holder: string) =>
        differences.claim(id, { action: 'recreate', holder, ttlMs: 5000 });
      const won = await Promise.all(['a', 'b', 'c'].map(claim));
      expect(won.filter(Boolean)).toHaveLength(1);
      expect(await differences.get(id)).toMatchObject({
        progress: { action: 'recreate', state: 'working' },
      });
      clock.now += 5000;
      expect(await differences.get(id)).toMatchObject({
        progress: {
          state: 'failed',
          message: expect.stringMatching(/Press again/),
        },
      });
      expect(await claim('d')).toBe(true);
      // The one that was taken for dead may still say something.
      await differences.failed(id, 'a', 'too late');
      expect((await differences.get(id))?.progress?.state).toBe('working');
      await differences.failed(id, 'd', 'Vault said no');
      expect((await differences.get(id))?.progress).toEqual({
        action: 'recreate',
        state: 'failed',
        message: 'Vault said no',
      });
      expect(await claim('e')).toBe(true);
    });

    it('looks first at what was not looked at for the longest time', async () => {
      const { differences, clock } = await setup();
      for (const key of ['a', 'b', 'c']) {
        clock.now += 1;
        await differences.sighted(finding({ key }));
      }
      const [first] = await differences.oldest(1);
      expect(first.key).toBe('a');
      clock.now += 1;
      await differences.looked(first.id);
      expect((await differences.oldest(2)).map(({ key }) => key)).toEqual([
        'b',
        'c',
      ]);
    });

    it('remembers how far the check has come', async () => {
      const { knex } = await setup();
      const state = new DatabaseCheckState(knex);
      expect(await state.read('ledger')).toBeUndefined();
      await state.write('ledger', 7);
      await state.write('ledger', 9);
      expect(await state.read('ledger')).toBe(9);
      await state.write('ledger', undefined);
      expect(await state.read('ledger')).toBeUndefined();
      const source = { system: 'vault', instance: 'main', checked: 3 } as const;
      await state.saveSource({ ...source, state: 'ok', checkedAt: 5 });
      await state.saveSource({ ...source, state: 'failed', error: 'down' });
      expect(await state.sources()).toEqual([
        { ...source, state: 'failed', error: 'down', checkedAt: 5 },
      ]);
    });
  });
});
