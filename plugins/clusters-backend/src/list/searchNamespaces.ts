import {
  type NamespaceDimension,
  namespaceDimensions,
  type NamespaceList,
  type NamespaceListQuery,
  type NamespaceSummary,
} from '@runway/plugin-clusters-common';

/** Values of a facet in an answer. */
const MAX_VALUES = 50;

type Facets = NamespaceList['facets'];

/** What all filters let through; and for each dimension the values of what all filters but its own let through. */
export function searchNamespaces(
  all: Iterable<NamespaceSummary>,
  query: NamespaceListQuery,
): { matching: NamespaceSummary[]; facets: Facets } {
  const text = query.q?.toLowerCase();
  const chosen = namespaceDimensions.map(dimension => query[dimension]);
  const counts = namespaceDimensions.map(() => new Map<string, number>());
  const matching: NamespaceSummary[] = [];
  for (const item of all) {
    if (text && !item.name.includes(text) && !item.team?.includes(text)) {
      continue;
    }
    const values = namespaceDimensions.map(dimension =>
      valuesOf(item, dimension),
    );
    const missed = namespaceDimensions.flatMap((_, at) =>
      chosen[at] && !values[at].some(value => chosen[at]!.includes(value))
        ? [at]
        : [],
    );
    if (missed.length === 0) {
      matching.push(item);
    }
    counts.forEach((count, at) => {
      if (missed.every(each => each === at)) {
        values[at].forEach(value =>
          count.set(value, (count.get(value) ?? 0) + 1),
        );
      }
    });
  }
  const facets = Object.fromEntries(
    namespaceDimensions.map((dimension, at) => [
      dimension,
      toFacet(counts[at], chosen[at]),
    ]),
  ) as Facets;
  return { matching, facets };
}

function valuesOf(
  item: NamespaceSummary,
  dimension: NamespaceDimension,
): string[] {
  const value = item[dimension];
  if (value === undefined) {
    return [];
  }
  return typeof value === 'string' ? [value] : value;
}

/** The most frequent values. Those that are chosen come first when there are too many. */
function toFacet(
  counts: Map<string, number>,
  chosen: string[] = [],
): Facets[NamespaceDimension] {
  const values = Array.from(counts, ([value, count]) => ({ value, count }));
  const isChosen = ({ value }: { value: string }) => chosen.includes(value);
  const byCount = (
    one: { value: string; count: number },
    other: { value: string; count: number },
  ) => other.count - one.count || (one.value < other.value ? -1 : 1);
  return values
    .sort(
      (one, other) =>
        Number(isChosen(other)) - Number(isChosen(one)) || byCount(one, other),
    )
    .slice(0, MAX_VALUES)
    .sort(byCount);
}
