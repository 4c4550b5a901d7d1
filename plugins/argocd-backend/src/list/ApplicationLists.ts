import {
  applicationDimensions,
  ApplicationDimension,
  ApplicationList,
  ApplicationListQuery,
  ApplicationSummary,
} from '@runway/plugin-argocd-common';
import { Channels } from '../feed/Channels';
import { InMemoryApplicationIndex } from '../feed/InMemoryApplicationIndex';
import { comparatorOf } from './comparatorOf';

/** Values of a facet in an answer. */
const MAX_VALUES = 50;
/** Bytes of a page. With facets and sources an answer has at most 60 KB. */
const MAX_BYTES = 52_000;
/** Longest message, in characters: as long as a page allows. All hundred may be unwell. */
const MESSAGE_LENGTHS = [200, 100, 50, 0];

type Facets = ApplicationList['facets'];

/** Finds applications in the index: one pass over all of them a question. */
export class ApplicationLists {
  /** All applications by name, of the version of the index that they were sorted for. */
  #sorted: { version: number; items: ApplicationSummary[] } | undefined;

  constructor(
    private readonly options: {
      index: Pick<InMemoryApplicationIndex, 'all' | 'sources' | 'version'>;
      channels: Pick<Channels, 'list'>;
    },
  ) {}

  list(query: ApplicationListQuery): ApplicationList {
    const { index, channels } = this.options;
    const { matching, facets } = search(this.#byName(), query);
    const items = matching.sort(comparatorOf(query.sort, query.order));
    return {
      items: toPage(items.slice(query.offset, query.offset + query.limit)),
      total: items.length,
      facets,
      sources: index.sources(),
      channel: channels.list,
    };
  }

  #byName(): ApplicationSummary[] {
    const { index } = this.options;
    const { version } = index;
    if (this.#sorted?.version !== version) {
      const items = Array.from(index.all(), ({ summary }) => summary);
      this.#sorted = {
        version,
        items: items.sort(comparatorOf('name', 'asc')),
      };
    }
    return this.#sorted.items;
  }
}

/** What all filters let through; and for each dimension the values of what all filters but its own let through. */
function search(
  all: ApplicationSummary[],
  query: ApplicationListQuery,
): { matching: ApplicationSummary[]; facets: Facets } {
  const text = query.q?.toLowerCase();
  const filters = applicationDimensions.map(
    dimension => query[dimension] && new Set<string>(query[dimension]),
  );
  const counts = applicationDimensions.map(() => new Map<string, number>());
  const matching: ApplicationSummary[] = [];
  const count = (position: number, item: ApplicationSummary) => {
    const value = item[applicationDimensions[position]];
    if (value) {
      counts[position].set(value, (counts[position].get(value) ?? 0) + 1);
    }
  };
  for (const item of all) {
    if (text && !item.name.includes(text) && !item.service?.includes(text)) {
      continue;
    }
    let misses = 0;
    let missed = 0;
    filters.forEach((filter, position) => {
      if (filter && !filter.has(item[applicationDimensions[position]] ?? '')) {
        misses += 1;
        missed = position;
      }
    });
    if (misses === 0) {
      matching.push(item);
      counts.forEach((_, position) => count(position, item));
    } else if (misses === 1) {
      count(missed, item);
    }
  }
  const facets = Object.fromEntries(
    applicationDimensions.map((dimension, position) => [
      dimension,
      toFacet(counts[position], filters[position]),
    ]),
  ) as Record<ApplicationDimension, Facets[ApplicationDimension]>;
  return { matching, facets };
}

/** The most frequent values. Those that are chosen are always among them. */
function toFacet(
  counts: Map<string, number>,
  chosen: Set<string> | undefined,
): Facets[ApplicationDimension] {
  const values = Array.from(counts, ([value, count]) => ({
    value,
    count,
  })).sort(
    (one, other) =>
      other.count - one.count || (one.value < other.value ? -1 : 1),
  );
  if (values.length <= MAX_VALUES) {
    return values;
  }
  const kept = new Set(values.filter(({ value }) => chosen?.has(value)));
  for (const value of values) {
    if (kept.size >= MAX_VALUES) {
      break;
    }
    kept.add(value);
  }
  return values.filter(value => kept.has(value)).slice(0, MAX_VALUES);
}

function toPage(items: ApplicationSummary[]): ApplicationSummary[] {
  let page: ApplicationSummary[] = [];
  for (const length of MESSAGE_LENGTHS) {
    page = items.map(item => toListItem(item, length));
    if (Buffer.byteLength(JSON.stringify(page)) <= MAX_BYTES) {
      break;
    }
  }
  return page;
}

/** Leaves out what the rest says as well: how an operation went that went well, the commit where there is a version. */
function toListItem(
  item: ApplicationSummary,
  length: number,
): ApplicationSummary {
  const { operation, healthMessage, revision, ...rest } = item;
  const say = <K extends string>(key: K, text: string | undefined) =>
    (text && length ? { [key]: cut(text, length) } : {}) as {
      [key in K]?: string;
    };
  return {
    ...rest,
    ...(revision && !item.version && { revision }),
    ...say('healthMessage', healthMessage),
    ...(operation &&
      operation.phase !== 'Succeeded' && {
        operation: {
          ...operation,
          message: undefined,
          ...say('message', healthMessage ? undefined : operation.message),
        },
      }),
  };
}

const cut = (text: string, length: number) =>
  text.length > length ? `${text.slice(0, length - 1)}…` : text;
