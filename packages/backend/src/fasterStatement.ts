/**
 * Statements of Backstage for which SQLite reads whole tables, and the same said so that it does not.
 *
 * The catalog says this for each entity that has no children, and each time SQLite reads all references there are,
 * because the second half might be true of every row.
 */
const FASTER = new Map([
  [
    'delete from `refresh_state_references` where `source_entity_ref` = ? or 1 = ?',
    'delete from `refresh_state_references` where rowid in (' +
      'select rowid from `refresh_state_references` where `source_entity_ref` = ? ' +
      'union all select rowid from `refresh_state_references` where 1 = ?)',
  ],
]);

/** @returns a statement with the same effect and the same bindings */
export function fasterStatement(sql: string): string {
  return FASTER.get(sql) ?? sql;
}
