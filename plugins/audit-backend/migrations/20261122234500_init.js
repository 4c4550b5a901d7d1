/**
 * The audit trail: one row an action once it has ended, or as long as it hasn't. Rows are never changed; old ones are
 * removed by retention.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  const postgres = knex.client.config.client === 'pg';

  await knex.schema.createTable('audit_events', table => {
    table.comment('Who did what: append only');
    table.bigIncrements('seq');
    table.uuid('action_id').notNullable();
    table
      .boolean('ended')
      .notNullable()
      .comment(
        'An action that outlasts a batch has two rows; the ended counts',
      );
    table
      .bigInteger('at')
      .notNullable()
      .comment('When it began, epoch milliseconds');
    table.bigInteger('ended_at').nullable();
    table.string('actor', 300).nullable();
    table.string('plugin', 100).notNullable();
    table.string('event', 100).notNullable();
    table.string('action', 100).notNullable().defaultTo('');
    table
      .smallint('severity')
      .notNullable()
      .comment('0 low, 1 medium, 2 high, 3 critical');
    table.string('status', 10).notNullable();
    table.string('object', 300).nullable();
    table.text('error').nullable();
    table.string('method', 10).nullable();
    table.text('url').nullable();
    table.string('ip', 64).nullable();
    table.text('user_agent').nullable();
    table.string('trace_id', 32).nullable();
    table.text('meta').nullable().comment('JSON; never holds a secret');
    table.text('words').notNullable().comment('What a text search looks at');

    // Writing a batch again after a lost answer adds nothing.
    table.unique(['action_id', 'ended']);
    table.index(['at', 'seq'], 'audit_events_at');
    table.index(['actor', 'at', 'seq'], 'audit_events_actor');
    table.index(['object', 'at', 'seq'], 'audit_events_object');
    table.index(
      ['plugin', 'event', 'action', 'at', 'seq'],
      'audit_events_kind',
    );
  });

  // What people mostly look for is rare among reads.
  await knex.raw(
    'create index audit_events_changes on audit_events (at, seq) where severity > 0',
  );
  await knex.raw(
    "create index audit_events_failed on audit_events (at, seq) where status = 'failed'",
  );
  await knex.raw(
    "create index audit_events_initiated on audit_events (at, seq) where status = 'initiated'",
  );

  if (postgres) {
    await knex.raw(
      "create index audit_events_words on audit_events using gin (to_tsvector('simple', words))",
    );
    await knex.raw(`
      create function audit_events_refuse_update() returns trigger language plpgsql as $$
      begin
        raise exception 'The audit trail is append only';
      end $$`);
    await knex.raw(`
      create trigger audit_events_append_only before update on audit_events
      for each row execute function audit_events_refuse_update()`);
  } else {
    // Without statistics SQLite takes the index whose beginning fits, and would sort most of the table.
    await knex.raw(
      'create index audit_events_plugin on audit_events (plugin, at, seq)',
    );
    await knex.raw(
      'create index audit_events_event on audit_events (plugin, event, at, seq)',
    );
    await knex.raw(
      "create virtual table audit_words using fts5(words, content='audit_events', content_rowid='seq')",
    );
    await knex.raw(`
      create trigger audit_words_insert after insert on audit_events begin
        insert into audit_words (rowid, words) values (new.seq, new.words);
      end`);
    await knex.raw(`
      create trigger audit_words_delete after delete on audit_events begin
        insert into audit_words (audit_words, rowid, words) values ('delete', old.seq, old.words);
      end`);
    await knex.raw(`
      create trigger audit_events_append_only before update on audit_events begin
        select raise(abort, 'The audit trail is append only');
      end`);
  }
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  if (knex.client.config.client === 'pg') {
    await knex.schema.dropTable('audit_events');
    await knex.raw('drop function audit_events_refuse_update()');
  } else {
    await knex.raw('drop table audit_words');
    await knex.schema.dropTable('audit_events');
  }
};
