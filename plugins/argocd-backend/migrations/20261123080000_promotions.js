/**
 * Promotions: written before GitLab is asked, followed until what they bring is healthy.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('promotions', table => {
    table.comment('One row a merge request that brings a version somewhere');
    table.uuid('id').primary();
    table.string('service', 63).notNullable();
    table.string('from_environment', 63).notNullable();
    table.string('to_environment', 63).notNullable();
    table.string('version', 128).notNullable();
    table.string('branch', 255).notNullable();
    table.string('requested_by', 300).notNullable();
    table
      .bigInteger('requested_at')
      .notNullable()
      .comment('Epoch milliseconds');
    table
      .integer('merge_request')
      .nullable()
      .comment('Number in the GitOps repository; null until GitLab answered');
    table.string('title', 300).notNullable();
    table.text('url').nullable();
    table.string('state', 20).notNullable();
    table.text('message').nullable();
    table
      .bigInteger('changed_at')
      .notNullable()
      .comment('Epoch milliseconds of the last change of state');
    table.index(['service', 'requested_at']);
    table.index(['state']);
  });
  // One that is under way a branch, whoever asks at the same time; PostgreSQL and SQLite both know partial indexes.
  await knex.schema.raw(
    "CREATE UNIQUE INDEX promotions_open_branch ON promotions (branch) WHERE state NOT IN ('deployed', 'closed', 'failed')",
  );
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('promotions');
};
