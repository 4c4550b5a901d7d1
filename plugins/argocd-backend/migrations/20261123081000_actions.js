/**
 * Actions on applications: written before Argo CD is asked, followed to their end by any replica.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('actions', table => {
    table.comment('One row a thing that somebody did with an application');
    table.uuid('id').primary();
    table.uuid('request_id').notNullable().unique().comment('Of the browser');
    table.string('instance', 63).notNullable();
    table.string('namespace', 63).notNullable();
    table.string('name', 253).notNullable();
    table
      .string('project', 253)
      .notNullable()
      .comment('AppProject of the application');
    table
      .string('exclusive', 400)
      .nullable()
      .unique()
      .comment('What only one action may hold; null once it has ended');
    table.string('kind', 20).notNullable();
    table.string('method', 20).notNullable();
    table.text('request').notNullable().comment('JSON of ActionRequest');
    table.string('state', 20).notNullable().index();
    table.string('requested_by', 300).notNullable();
    table
      .bigInteger('requested_at')
      .notNullable()
      .comment('Epoch milliseconds');
    table.bigInteger('finished_at').nullable();
    table.text('message').nullable();
    table.text('merge_request').nullable().comment('JSON of MergeRequest');
    table
      .string('baseline', 100)
      .nullable()
      .comment('Mark of the operation before this one');
    table
      .text('auto_sync')
      .nullable()
      .comment('JSON: settings of auto-sync that a pause took away');
    table
      .string('git_token', 200)
      .nullable()
      .comment('For which state of Git it was asked');
    table
      .bigInteger('look_at')
      .notNullable()
      .comment('When a replica may ask upstreams about it again');
    table.index(['instance', 'namespace', 'name', 'requested_at']);
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('actions');
};
