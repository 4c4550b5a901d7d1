/**
 * The key that makes names of signal channels unguessable; all replicas share it.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('channel_keys', table => {
    table.comment('One row: the key of the names of signal channels');
    table.integer('id').primary();
    table.string('value', 64).notNullable();
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('channel_keys');
};
