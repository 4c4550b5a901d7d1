/**
 * What runs ordered in the infrastructure repository: followed from the open merge request until it is applied or closed.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('infrastructure_requests', table => {
    table.comment('One row a run that ordered infrastructure');
    table.uuid('id').primary();
    table
      .uuid('run_id')
      .notNullable()
      .unique()
      .references('id')
      .inTable('runs')
      .onDelete('CASCADE');
    table.string('status', 20).notNullable().index();
    table.string('environment', 63).notNullable();
    table.string('directory', 300).notNullable();
    table.string('instance', 63).notNullable();
    table.string('project', 300).notNullable();
    table.string('branch', 300).notNullable();
    table.integer('iid').notNullable();
    table.text('url').notNullable();
    table
      .text('catalog_target')
      .nullable()
      .comment('Address of its catalog file once it is merged');

    table
      .string('head', 64)
      .nullable()
      .comment('Newest commit that was looked at');
    table.text('plan').nullable().comment('JSON of PlanCounts');
    table.text('approved_by').notNullable().defaultTo('[]').comment('JSON');
    table.text('waits_for').nullable();
    table.text('error').nullable().comment('JSON; never a secret');
    table
      .text('last_order')
      .nullable()
      .comment('JSON: what Atlantis was asked last');

    table.bigInteger('opened_at').notNullable();
    table.bigInteger('planned_at').nullable();
    table.bigInteger('approved_at').nullable();
    table.bigInteger('applied_at').nullable();
    table.bigInteger('closed_at').nullable();
    table.bigInteger('changed_at').notNullable();
    table
      .bigInteger('look_at')
      .nullable()
      .index()
      .comment('When to look at it next; null when nothing more can happen');
    table.integer('failures').notNullable().defaultTo(0);
    table.text('unreachable').nullable().comment('Why the last look failed');
    table.bigInteger('looked_at').nullable();

    table.integer('fence').notNullable().defaultTo(0);
    table.string('lease_holder', 100).nullable();
    table.bigInteger('lease_until').nullable();
    table.bigInteger('updated_at').notNullable();
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('infrastructure_requests');
};
