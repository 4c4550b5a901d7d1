import {
  ApplicationSortField,
  ApplicationSummary,
} from '@runway/plugin-argocd-common';

/** The worse, the earlier. */
const RANKS: Partial<Record<ApplicationSortField, string[]>> = {
  health: [
    'Degraded',
    'Missing',
    'Unknown',
    'Progressing',
    'Suspended',
    'Healthy',
  ],
  sync: ['OutOfSync', 'Unknown', 'Synced'],
};

type Comparator = (
  one: ApplicationSummary,
  other: ApplicationSummary,
) => number;

/**
 * Sorts applications; those without a value come last either way. Plain comparison of code units: there are thousands, and
 * names are ASCII.
 */
export function comparatorOf(
  field: ApplicationSortField,
  order: 'asc' | 'desc',
): Comparator {
  const direction = order === 'asc' ? 1 : -1;
  const ranks = RANKS[field];
  const keyOf = (item: ApplicationSummary): string | number | undefined =>
    ranks ? ranks.indexOf(item[field] ?? '') : item[field];
  return (one, other) => {
    const [a, b] = [keyOf(one), keyOf(other)];
    if (a === b) {
      return compareNames(one, other);
    }
    if (a === undefined || b === undefined) {
      return a === undefined ? 1 : -1;
    }
    return a < b ? -direction : direction;
  };
}

function compareNames(one: ApplicationSummary, other: ApplicationSummary) {
  if (one.name !== other.name) {
    return one.name < other.name ? -1 : 1;
  }
  return one.instance < other.instance ? -1 : 1;
}
