import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { DatabaseOnboardingStore } from './DatabaseOnboardingStore';
import type { Invited } from './OnboardingStore';

jest.setTimeout(60_000);

const person = (name: string, change: Partial<Invited> = {}): Invited => ({
  userRef: `user:default/${name}`,
  name,
  email: `${name}@aerq.example`,
  teamRef: 'group:default/crew',
  invitedAt: 1_000,
  ...change,
});

describe('DatabaseOnboardingStore', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_14'] });

  describe.each(databases.eachSupportedId())('on %s', id => {
    async function setup() {
      const knex = await databases.init(id);
      let clock = 5_000;
      const store = await DatabaseOnboardingStore.create({
        database: mockServices.database.mock({
          getClient: async () => knex,
          migrations: { skip: false },
        }),
        now: () => clock++,
      });
      const names = (rows: Array<{ name: string }>) =>
        rows.map(({ name }) => name);
      return { knex, store, names };
    }

    it('keeps what was seen first, and takes over what the catalog says anew', async () => {
      const { store } = await setup();
      await store.save(person('mika', { buddyRef: 'user:default/a' }));
      await store.addFact('user:default/mika', {
        name: 'dev',
        at: 2_000,
        source: 'first',
        url: 'http://x/1',
      });
      await store.addFact('user:default/mika', {
        name: 'dev',
        at: 3_000,
        source: 'second',
      });
      await store.save(
        person('mika', { teamRef: 'group:default/data', invitedAt: 9_000 }),
      );
      expect(await store.get('user:default/mika')).toEqual({
        userRef: 'user:default/mika',
        name: 'mika',
        email: 'mika@aerq.example',
        teamRef: 'group:default/data',
        facts: {
          invited: {
            name: 'invited',
            at: 1_000,
            source: 'The catalog’s repository',
          },
          dev: { name: 'dev', at: 2_000, source: 'first', url: 'http://x/1' },
        },
        ticks: {},
      });
      expect(await store.get('user:default/nobody')).toBeUndefined();
    });

    it('leaves out whose invitation was taken back, until they are invited again', async () => {
      const { store, names } = await setup();
      await store.save(person('mika'));
      await store.save(person('zoe', { teamRef: 'group:default/data' }));
      expect(names(await store.list(['group:default/data']))).toEqual(['zoe']);
      await store.keepOnly(['user:default/zoe']);
      expect(names(await store.list())).toEqual(['zoe']);
      expect(await store.get('user:default/mika')).toBeUndefined();
      await store.save(person('mika'));
      expect(await store.list()).toHaveLength(2);
    });

    it('looks next at whoever was not looked at for longest, and at nobody who has finished', async () => {
      const { store, names } = await setup();
      for (const name of ['a', 'b', 'c']) {
        await store.save(person(name));
        await store.lookedAt(`user:default/${name}`);
      }
      await store.lookedAt('user:default/a');
      await store.addFact('user:default/b', {
        name: 'production',
        at: 1,
        source: 's',
      });
      expect(names(await store.underWay(5))).toEqual(['c', 'a']);
      expect(names(await store.underWay(1))).toEqual(['c']);
    });

    it('ticks once, and takes a tick away', async () => {
      const { store } = await setup();
      await store.save(person('mika'));
      const ticks = async () => (await store.get('user:default/mika'))!.ticks;
      await store.tick('user:default/mika', 'buddy', true);
      const before = await ticks();
      await store.tick('user:default/mika', 'buddy', true);
      expect(await ticks()).toEqual(before);
      expect(Object.keys(before)).toEqual(['buddy']);
      await store.tick('user:default/mika', 'buddy', false);
      expect(await ticks()).toEqual({});
    });

    it('can be taken down', async () => {
      const { knex } = await setup();
      await knex.migrate.rollback({
        directory: resolvePackagePath(
          '@runway/plugin-onboarding-backend',
          'migrations',
        ),
      });
      expect(await knex.schema.hasTable('people')).toBe(false);
    });
  });
});
