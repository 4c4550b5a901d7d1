import type {
  NamespaceSortField,
  NamespaceSummary,
} from '@runway/plugin-clusters-common';

type Key = string | number | undefined;

/**
 * Sorts namespaces; those without a value come last either way.
 *
 * @param environments - in promotion order, which is theirs
 */
export function comparatorOf(
  field: NamespaceSortField,
  order: 'asc' | 'desc',
  environments: readonly string[],
): (one: NamespaceSummary, other: NamespaceSummary) => number {
  const direction = order === 'asc' ? 1 : -1;
  const keyOf = (item: NamespaceSummary): Key => {
    switch (field) {
      case 'missing':
        // What isn't known may be missing, too.
        return item.missing.length * 100 + item.unknown.length;
      case 'quota':
        return item.fullest?.ratio ?? undefined;
      case 'environment':
        return item.environment && environments.indexOf(item.environment);
      default:
        return item[field];
    }
  };
  return (one, other) => {
    const [a, b] = [keyOf(one), keyOf(other)];
    if (a === b) {
      return compareNames(one, other, environments);
    }
    if (a === undefined || b === undefined) {
      return a === undefined ? 1 : -1;
    }
    return a < b ? -direction : direction;
  };
}

/** Namespaces of the same name follow their environments. */
function compareNames(
  one: NamespaceSummary,
  other: NamespaceSummary,
  environments: readonly string[],
): number {
  if (one.name !== other.name) {
    return one.name < other.name ? -1 : 1;
  }
  const placeOf = ({ environment }: NamespaceSummary) =>
    environments.indexOf(environment ?? '');
  return (
    placeOf(one) - placeOf(other) || (one.cluster < other.cluster ? -1 : 1)
  );
}
