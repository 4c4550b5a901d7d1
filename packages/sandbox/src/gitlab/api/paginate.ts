import { ApiError } from '../ApiError';
import type { ApiCall } from './ApiCall';

export interface PageOptions<Row> {
  /** Identifies a row for keyset pagination; without it only pages by number are offered. */
  keysetKey?: (row: Row) => string;
  /** Counting is too expensive for some lists: GitLab then leaves the totals out. */
  withoutTotal?: boolean;
}

const defaultPerPage = 20;
const maxPerPage = 100;

/** Cuts the requested page out of a list and sets the headers by which clients go on. */
export function paginate<Row>(
  call: ApiCall,
  rows: Row[],
  options: PageOptions<Row>,
): Row[] {
  const { query } = call.request;
  const perPage = positive(query.per_page, 'per_page', defaultPerPage);
  const size = Math.min(perPage, maxPerPage);
  if (query.pagination === 'keyset' && options.keysetKey) {
    return keysetPage(call, rows, size, options.keysetKey);
  }
  const page = positive(query.page, 'page', 1);
  const pages = Math.max(1, Math.ceil(rows.length / size));
  const next = page < pages ? page + 1 : undefined;
  setPageHeaders(call, {
    page,
    size,
    next,
    total: options.withoutTotal ? undefined : rows.length,
  });
  return rows.slice((page - 1) * size, page * size);
}

/** Page number and size of a list that is cut by its source, such as the history of a branch. */
export function requestedPage(call: ApiCall) {
  const { query } = call.request;
  const perPage = positive(query.per_page, 'per_page', defaultPerPage);
  return {
    page: positive(query.page, 'page', 1),
    size: Math.min(perPage, maxPerPage),
  };
}

export function setPageHeaders(
  call: ApiCall,
  options: { page: number; size: number; next?: number; total?: number },
) {
  const { page, size, next, total } = options;
  const previous = page > 1 ? page - 1 : undefined;
  const pages =
    total === undefined ? undefined : Math.max(1, Math.ceil(total / size));
  const headers: Record<string, string> = {
    'X-Page': String(page),
    'X-Per-Page': String(size),
    'X-Next-Page': String(next ?? ''),
    'X-Prev-Page': String(previous ?? ''),
  };
  if (total !== undefined) {
    headers['X-Total'] = String(total);
    headers['X-Total-Pages'] = String(pages);
  }
  const link = (target: number | undefined, rel: string) =>
    target === undefined
      ? []
      : [
          `<${addressWith(call, {
            page: String(target),
            per_page: String(size),
          })}>; rel="${rel}"`,
        ];
  headers.Link = [
    ...link(previous, 'prev'),
    ...link(next, 'next'),
    ...link(1, 'first'),
    ...link(pages, 'last'),
  ].join(', ');
  call.response.set(headers);
}

function keysetPage<Row>(
  call: ApiCall,
  rows: Row[],
  size: number,
  keyOf: (row: Row) => string,
): Row[] {
  const after = call.request.query.cursor ?? call.request.query.page_token;
  const start =
    after === undefined ? 0 : rows.findIndex(row => keyOf(row) === after) + 1;
  const shown = rows.slice(start, start + size);
  if (start + size < rows.length) {
    const name = call.request.path.endsWith('/tree') ? 'page_token' : 'cursor';
    const next = addressWith(call, {
      [name]: keyOf(shown[shown.length - 1]),
      per_page: String(size),
    });
    call.response.set('Link', `<${next}>; rel="next"`);
  }
  return shown;
}

function addressWith(call: ApiCall, parameters: Record<string, string>) {
  const { services, request } = call;
  const address = new URL(
    request.originalUrl,
    new URL(services.urls.base).origin,
  );
  // A token given in the address must not come back in a link.
  address.searchParams.delete('private_token');
  address.searchParams.delete('access_token');
  for (const [name, value] of Object.entries(parameters)) {
    address.searchParams.set(name, value);
  }
  return address.toString();
}

function positive(value: unknown, name: string, fallback: number): number {
  if (value === undefined || value === '') {
    return fallback;
  }
  const number = Number(value);
  if (!Number.isInteger(number)) {
    throw new ApiError(400, { error: `${name} is invalid` });
  }
  if (number < 1) {
    throw new ApiError(400, {
      error: `${name} does not have a valid value`,
    });
  }
  return number;
}
