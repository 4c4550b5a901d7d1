/**
 * Changes of services that exist: decommissioning, transfer to another team.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('changes', table => {
    table.comment(
      'What somebody asked to be done to a service, and how far it is',
    );
    table.uuid('id').primary();
    table.uuid('request_id').notNullable().unique();
    table.string('kind', 20).notNullable();
    table.string('status', 20).notNullable().index();
    table.string('name', 63).notNullable();
    table.string('entity_ref', 300).notNullable().index();
    table
      .string('open_entity_ref', 300)
      .nullable()
      .unique()
      .comment('Set while the change is open: one open change a service');
    table.string('owner_ref', 300).notNullable().index();
    table.string('new_owner_ref', 300).nullable();
    table
      .uuid('run_id')
      .notNullable()
      .index()
      .references('id')
      .inTable('runs')
      .onDelete('CASCADE')
      .comment('The run that made the service');
    table.string('requested_by', 300).notNullable();
    table.string('requester_name', 300).notNullable();
    table.string('requester_email', 300).notNullable();
    table.text('reason').notNullable();
    table
      .text('files')
      .notNullable()
      .comment('JSON: files of the merge request');
    table.text('merge_request').nullable().comment('JSON');
    table
      .integer('attempt')
      .notNullable()
      .defaultTo(1)
      .comment('Grows when the merge request has to be opened anew');
    table.text('waiting_for').nullable();
    table.text('error').nullable().comment('JSON of RunError');
    table.integer('fence').notNullable().defaultTo(0);
    table.string('lease_holder', 100).nullable();
    table.bigInteger('lease_until').nullable();
    table.bigInteger('created_at').notNullable().index();
    table.bigInteger('updated_at').notNullable();
    table.bigInteger('finished_at').nullable();
  });

  await knex.schema.createTable('change_items', table => {
    table.uuid('id').primary();
    table
      .uuid('change_id')
      .notNullable()
      .index()
      .references('id')
      .inTable('changes')
      .onDelete('CASCADE');
    table.integer('position').notNullable();
    table.string('kind', 40).notNullable();
    table.string('system', 20).notNullable();
    table.string('instance', 63).notNullable();
    table.string('key', 300).notNullable();
    table.string('title', 300).notNullable();
    table.string('environment', 63).nullable();
    table.text('url').nullable();
    table.string('effect', 20).notNullable();
    table.text('because').nullable();
    table.boolean('data').notNullable();
    table.text('details').notNullable().comment('JSON; never a secret');
    table.string('state', 20).notNullable();
    table.text('reason').nullable();
    table.bigInteger('updated_at').notNullable();
  });

  await knex.schema.createTable('change_approvals', table => {
    table
      .uuid('change_id')
      .notNullable()
      .references('id')
      .inTable('changes')
      .onDelete('CASCADE');
    table.string('role', 20).notNullable();
    table.string('title', 300).notNullable();
    table.text('groups').notNullable().comment('JSON: entity refs');
    table.string('approved_by', 300).nullable();
    table.bigInteger('approved_at').nullable();
    table.text('comment').nullable();
    table.primary(['change_id', 'role']);
  });

  await knex.schema.createTable('change_events', table => {
    table.increments('id').primary();
    table
      .uuid('change_id')
      .notNullable()
      .index()
      .references('id')
      .inTable('changes')
      .onDelete('CASCADE');
    table.bigInteger('at').notNullable();
    table.string('actor', 300).notNullable();
    table.string('type', 40).notNullable();
    table.text('message').notNullable();
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  for (const table of [
    'change_events',
    'change_approvals',
    'change_items',
    'changes',
  ]) {
    await knex.schema.dropTable(table);
  }
};
