import { TestDatabases } from '@backstage/backend-test-utils';
import type { Knex } from 'knex';
import { insertInBatches } from './insertInBatches';

jest.setTimeout(60_000);

describe('insertInBatches', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_14'] });

  describe.each(databases.eachSupportedId())('%s', id => {
    let knex: Knex;
    const said: string[] = [];

    beforeAll(async () => {
      knex = await databases.init(id);
      insertInBatches(knex);
      await knex.schema.createTable('things', table => {
        table.integer('id').primary();
        table.string('name');
      });
    });

    beforeEach(async () => {
      await knex('things').delete();
      said.length = 0;
      knex.removeAllListeners('query');
      knex.on('query', ({ sql }) => said.push(sql));
    });

    const things = (from: number, to: number) =>
      Array.from({ length: to - from }, (_, n) => ({
        id: from + n,
        name: `thing ${from + n}`,
      }));

    it('inserts all chunks', async () => {
      await knex.transaction(tx => tx.batchInsert('things', things(0, 25), 10));
      expect(await knex('things').orderBy('id')).toEqual(things(0, 25));
    });

    it('says nothing when there is nothing to insert', async () => {
      await knex.transaction(tx => tx.batchInsert('things', things(0, 0), 10));
      expect(said.filter(sql => /insert|savepoint/i.test(sql))).toEqual([]);
    });

    it('goes on in the same transaction after a refused batch', async () => {
      await knex.transaction(async tx => {
        await tx.batchInsert('things', things(0, 3));
        // The third of the second chunk is there already: nothing of the batch stays.
        await expect(
          tx.batchInsert('things', [...things(10, 20), ...things(0, 1)], 10),
        ).rejects.toThrow(/unique/i);
        await expect(
          tx.batchInsert('things', [...things(30, 33), ...things(0, 1)]),
        ).rejects.toThrow(/unique/i);
        await tx.batchInsert('things', things(20, 22));
      });
      expect(await knex('things').pluck('id').orderBy('id')).toEqual([
        0, 1, 2, 20, 21,
      ]);
    });

    it('inserts into a transaction in a transaction', async () => {
      await knex.transaction(async tx => {
        await tx.transaction(inner =>
          inner.batchInsert('things', things(0, 2)),
        );
        await expect(
          tx.transaction(async inner => {
            await inner.batchInsert('things', things(5, 7));
            throw new Error('not these');
          }),
        ).rejects.toThrow('not these');
      });
      expect(await knex('things').pluck('id').orderBy('id')).toEqual([0, 1]);
    });

    it('gives requests their turn in between', async () => {
      let turns = 0;
      const timer = setInterval(() => turns++, 1);
      for (let n = 0; n < 200; n++) {
        await knex.transaction(tx =>
          tx.batchInsert('things', things(n, n + 1)),
        );
      }
      clearInterval(timer);
      expect(turns).toBeGreaterThan(2);
    });

    it('knows what is chained', async () => {
      const ids = await knex.transaction(outer =>
        outer
          .batchInsert('things', things(0, 2))
          .returning('id')
          .transacting(outer),
      );
      expect(ids).toEqual([{ id: 0 }, { id: 1 }]);
    });

    it('refuses a size that is none, as Knex does', async () => {
      await expect(
        knex.transaction(async tx => tx.batchInsert('things', things(0, 1), 0)),
      ).rejects.toThrow('Invalid chunkSize');
    });
  });
});
