/**
 * First days: who was invited, what was seen of them, and what they ticked.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('people', table => {
    table.comment('One row an invited person, as the catalog has them');
    table.string('user_ref', 300).primary();
    table.string('name', 300).notNullable();
    table.string('email', 300).notNullable();
    table.string('team_ref', 300).notNullable().index();
    table.string('buddy_ref', 300).nullable();
    table.string('start_date', 10).nullable();
    table.string('invited_by', 300).nullable();
    table
      .bigInteger('looked_at')
      .notNullable()
      .defaultTo(0)
      .comment('Epoch milliseconds; 0 = never');
    table
      .bigInteger('withdrawn_at')
      .nullable()
      .comment('Since when the catalog has no such invitation any more');
  });

  await knex.schema.createTable('facts', table => {
    table.comment('What was seen of a person, once a kind');
    table
      .string('user_ref', 300)
      .notNullable()
      .references('user_ref')
      .inTable('people')
      .onDelete('CASCADE');
    table.string('name', 20).notNullable();
    table.bigInteger('at').notNullable().comment('Epoch milliseconds');
    table.string('source', 300).notNullable();
    table.text('url').nullable();
    table.primary(['user_ref', 'name']);
  });

  await knex.schema.createTable('ticks', table => {
    table.comment('Items of the list that a person has done');
    table
      .string('user_ref', 300)
      .notNullable()
      .references('user_ref')
      .inTable('people')
      .onDelete('CASCADE');
    table.string('item', 63).notNullable();
    table.bigInteger('at').notNullable().comment('Epoch milliseconds');
    table.primary(['user_ref', 'item']);
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('ticks');
  await knex.schema.dropTable('facts');
  await knex.schema.dropTable('people');
};
