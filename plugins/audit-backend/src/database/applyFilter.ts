import type { AuditFilter } from '@runway/plugin-audit-common';
import type { Knex } from 'knex';
import { severityRank, toWords, type AuditRow } from './rows';
import type { Visibility } from './AuditStore';

type Builder = Knex.QueryBuilder<AuditRow, unknown>;

/** Leaves what matches the filter and may be seen: one row an action. */
export function applyFilter(
  query: Builder,
  filter: AuditFilter,
  visibility: Visibility,
  postgres: boolean,
): void {
  // An action that has ended by now is shown by its end.
  query.where(row =>
    row
      .where('e.status', '<>', 'initiated')
      .orWhereNotExists(end =>
        end
          .from('audit_events as later')
          .whereRaw('later.action_id = e.action_id')
          .where('later.ended', true),
      ),
  );
  for (const column of [
    'actor',
    'plugin',
    'event',
    'action',
    'object',
  ] as const) {
    const value = filter[column];
    if (value !== undefined) {
      query.where(`e.${column}`, value);
    }
  }
  if (filter.status !== undefined) {
    // Written out: only a literal lets the planner use the partial index.
    query.whereRaw(`e.status = '${filter.status}'`);
  }
  if (filter.minSeverity !== undefined && filter.minSeverity !== 'low') {
    query.whereRaw('e.severity > 0');
    query.where('e.severity', '>=', severityRank(filter.minSeverity));
  }
  if (filter.from !== undefined) {
    query.where('e.at', '>=', Date.parse(filter.from));
  }
  if (filter.to !== undefined) {
    query.where('e.at', '<', Date.parse(filter.to));
  }
  if (filter.text !== undefined) {
    applyText(query, toWords(filter.text), postgres);
  }
  applyVisibility(query, visibility);
}

function applyText(query: Builder, words: string[], postgres: boolean) {
  if (words.length === 0) {
    query.whereRaw('1 = 0');
  } else if (postgres) {
    query.whereRaw(
      "to_tsvector('simple', e.words) @@ to_tsquery('simple', ?)",
      [words.map(word => `${word}:*`).join(' & ')],
    );
  } else {
    query.whereRaw(
      'e.seq in (select rowid from audit_words where audit_words match ?)',
      [words.map(word => `"${word}"*`).join(' ')],
    );
  }
}

function applyVisibility(query: Builder, visibility: Visibility): void {
  if (visibility === 'all') {
    return;
  }
  if ('anyOf' in visibility) {
    query.where(any =>
      visibility.anyOf.forEach(one =>
        any.orWhere(row => applyVisibility(row, one)),
      ),
    );
  } else if ('allOf' in visibility) {
    visibility.allOf.forEach(one => applyVisibility(query, one));
  } else if ('not' in visibility) {
    query.whereNot(row => applyVisibility(row, visibility.not));
  } else {
    query.whereIn('e.actor', visibility.actors);
  }
}
