/**
 * The ledger: runs, what each run made, who did what, and which names are taken.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('runs', table => {
    table.comment('One row a press of Create');
    table.uuid('id').primary();
    table
      .uuid('request_id')
      .notNullable()
      .unique()
      .comment(
        'Made by the browser once a form, so that a repeated request starts nothing new',
      );
    table.string('status', 20).notNullable().index();
    table.string('name', 63).notNullable();
    table.string('entity_ref', 300).notNullable().index();
    table.string('owner_ref', 300).notNullable().index();
    table.string('template_ref', 300).notNullable();
    table.string('template_title', 300).notNullable();
    table.string('requested_by', 300).notNullable().index();
    table.string('requester_name', 300).notNullable();
    table.string('requester_email', 300).notNullable();
    table.text('values').notNullable().comment('JSON; never holds a secret');
    table.string('task_id', 64).nullable().unique();
    table.text('waiting_for').nullable();
    table.text('error').nullable().comment('JSON of RunError');
    table
      .integer('fence')
      .notNullable()
      .defaultTo(0)
      .comment(
        'Grows with every change of hands; a writer with an older number is refused',
      );
    table.string('lease_holder', 100).nullable();
    table
      .bigInteger('lease_until')
      .nullable()
      .comment('Epoch milliseconds, UTC');
    table.bigInteger('created_at').notNullable().index();
    table.bigInteger('updated_at').notNullable();
    table.bigInteger('finished_at').nullable();
  });

  await knex.schema.createTable('claims', table => {
    table.comment(
      'Names in use by a run, so that two runs never make the same service',
    );
    table.string('name', 63).primary();
    table
      .uuid('run_id')
      .notNullable()
      .references('id')
      .inTable('runs')
      .onDelete('CASCADE');
  });

  await knex.schema.createTable('resources', table => {
    table.comment(
      'What a run intends, makes and can take away; in the order of making',
    );
    table.increments('seq').primary();
    table.uuid('id').notNullable().unique();
    table
      .uuid('run_id')
      .notNullable()
      .references('id')
      .inTable('runs')
      .onDelete('CASCADE');
    table.string('step_id', 100).notNullable();
    table.string('kind', 40).notNullable();
    table.string('system', 20).notNullable();
    table.string('instance', 63).notNullable();
    table.string('key', 300).notNullable();
    table.string('title', 300).notNullable();
    table.string('environment', 63).nullable();
    table.text('url').nullable();
    table.string('state', 20).notNullable();
    table.text('reason').nullable();
    table
      .text('details')
      .notNullable()
      .comment('JSON: ids in the upstream; never a secret');
    table.bigInteger('created_at').notNullable();
    table.bigInteger('updated_at').notNullable();
    table.unique(['run_id', 'kind', 'instance', 'key']);
  });

  await knex.schema.createTable('events', table => {
    table.comment('Who did what, when: append only');
    table.increments('id').primary();
    table
      .uuid('run_id')
      .notNullable()
      .references('id')
      .inTable('runs')
      .onDelete('CASCADE')
      .index();
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
  for (const table of ['events', 'resources', 'claims', 'runs']) {
    await knex.schema.dropTable(table);
  }
};
