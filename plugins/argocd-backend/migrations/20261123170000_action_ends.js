/**
 * Old actions are removed by when they ended.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('actions', table => {
    table.index(['finished_at']);
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.alterTable('actions', table => {
    table.dropIndex(['finished_at']);
  });
};
