/**
 * Reconciliation: where the ledger and the upstreams disagree, and how far the check has come.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('reconciliation_differences', table => {
    table.comment('One row a thing about which ledger and upstream disagree');
    table.uuid('id').primary();
    table
      .string('fingerprint', 700)
      .notNullable()
      .unique()
      .comment('Names the thing, so that it is listed once however often seen');
    table.string('kind', 20).notNullable();
    table.string('resource_kind', 40).notNullable();
    table.string('system', 20).notNullable();
    table.string('instance', 63).notNullable();
    table.string('key', 500).notNullable();
    table.string('title', 300).notNullable();
    table.string('environment', 63).nullable();
    table.text('url').nullable();
    table
      .string('run_id', 100)
      .nullable()
      .comment('Of the mark; may name a run that the ledger does not have');
    table.uuid('resource_id').nullable().comment('Row of the ledger, if any');
    table.string('name', 63).nullable();
    table.string('owner_ref', 300).nullable();
    table.text('message').notNullable();
    table.text('actions').notNullable().comment('JSON, best first');
    table.text('details').notNullable().comment('JSON; never a secret');
    table.bigInteger('first_seen_at').notNullable();
    table.bigInteger('last_seen_at').notNullable();
    table
      .bigInteger('checked_at')
      .notNullable()
      .index()
      .comment('When it was last looked at, with or without an answer');
    table
      .integer('sightings')
      .notNullable()
      .comment('Shown from the second one on');
    table
      .text('ignored_message')
      .nullable()
      .comment('Forgotten as long as the message is this one');
    table.string('progress_action', 20).nullable();
    table.string('progress_state', 20).nullable();
    table.text('progress_message').nullable();
    table.string('progress_holder', 100).nullable();
    table
      .bigInteger('progress_until')
      .nullable()
      .comment('Epoch milliseconds; work that is older has died');
    table.index(['system', 'kind']);
  });

  await knex.schema.createTable('reconciliation_sources', table => {
    table.comment('What the last pass knew of each upstream');
    table.string('system', 20).notNullable();
    table.string('instance', 63).notNullable();
    table.string('state', 20).notNullable();
    table.bigInteger('checked_at').nullable();
    table.integer('checked').notNullable();
    table.text('error').nullable();
    table.primary(['system', 'instance']);
  });

  await knex.schema.createTable('reconciliation_marks', table => {
    table.comment('How far the check has come: where the next pass goes on');
    table.string('name', 200).primary();
    table.text('value').notNullable().comment('JSON');
  });

  await knex.schema.alterTable('resources', table => {
    table.index(['kind', 'instance', 'key'], 'resources_upstream_index');
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.alterTable('resources', table => {
    table.dropIndex(['kind', 'instance', 'key'], 'resources_upstream_index');
  });
  for (const table of [
    'reconciliation_marks',
    'reconciliation_sources',
    'reconciliation_differences',
  ]) {
    await knex.schema.dropTable(table);
  }
};
