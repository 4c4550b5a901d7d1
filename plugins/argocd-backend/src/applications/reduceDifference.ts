type Json = unknown;

/** Most leaves that differ and are kept. */
const MAX_DIFFERENCES = 300;
const MAX_TEXT = 2_000;
/** Text before the first difference that is kept. */
const LEAD = 200;

/**
 * Makes two big states of an object small: what is equal is left out, long texts are cut to the surroundings of their
 * first difference. Identity (`apiVersion`, `kind`, names) stays, lists keep their positions by a note.
 *
 * @returns truncated - more differs than was kept
 */
export function reduceDifference(
  live: Json,
  desired: Json,
): { live: Json; desired: Json; truncated: boolean } {
  let left = MAX_DIFFERENCES;
  let truncated = false;

  const reduce = (a: Json, b: Json, path: string): [Json, Json] | undefined => {
    if (a === b) {
      return undefined;
    }
    if (left <= 0) {
      truncated = true;
      return undefined;
    }
    if (isMap(a) && isMap(b)) {
      return reduceMaps(a, b, path);
    }
    if (Array.isArray(a) && Array.isArray(b)) {
      return reduceLists(a, b, path);
    }
    left -= 1;
    if (typeof a === 'string' && typeof b === 'string') {
      return cutTexts(a, b);
    }
    return [bounded(a), bounded(b)];
  };

  const reduceMaps = (
    a: Record<string, Json>,
    b: Record<string, Json>,
    path: string,
  ): [Json, Json] | undefined => {
    const before: Record<string, Json> = {};
    const after: Record<string, Json> = {};
    let differs = false;
    for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
      const pair = reduce(a[key], b[key], `${path}.${key}`);
      if (pair) {
        differs = true;
        put(before, key, pair[0]);
        put(after, key, pair[1]);
      } else if (isIdentity(path, key)) {
        put(before, key, a[key]);
        put(after, key, b[key]);
      }
    }
    return differs || path === '' ? [before, after] : undefined;
  };

  const reduceLists = (
    a: Json[],
    b: Json[],
    path: string,
  ): [Json, Json] | undefined => {
    const before: Json[] = [];
    const after: Json[] = [];
    for (let at = 0; at < Math.max(a.length, b.length); at++) {
      const pair = reduce(a[at], b[at], `${path}[]`);
      if (pair) {
        if (at < a.length) before.push(pair[0]);
        if (at < b.length) after.push(pair[1]);
      }
    }
    return before.length || after.length ? [before, after] : undefined;
  };

  const bounded = (value: Json): Json => {
    if (typeof value === 'string') {
      return cutText(value, 0);
    }
    if (value === null || typeof value !== 'object') {
      return value;
    }
    // Present on one side only: as much of it as there is room for.
    const entries = Object.entries(value).flatMap(([key, each]) => {
      if (left <= 0) {
        truncated = true;
        return [];
      }
      left -= 1;
      return [[key, bounded(each)] as const];
    });
    return Array.isArray(value)
      ? entries.map(([, each]) => each)
      : Object.fromEntries(entries);
  };

  const cutTexts = (a: string, b: string): [Json, Json] => {
    if (a.length <= MAX_TEXT && b.length <= MAX_TEXT) {
      return [a, b];
    }
    let at = 0;
    while (at < a.length && a.charCodeAt(at) === b.charCodeAt(at)) {
      at += 1;
    }
    const start = Math.max(0, at - LEAD);
    return [cutText(a, start), cutText(b, start)];
  };

  const cutText = (text: string, start: number): string => {
    if (text.length - start <= MAX_TEXT && start === 0) {
      return text;
    }
    truncated = true;
    return `${start > 0 ? '…' : ''}${text.slice(start, start + MAX_TEXT)}${
      text.length > start + MAX_TEXT ? '…' : ''
    }`;
  };

  const [before, after] =
    isMap(live) && isMap(desired)
      ? reduceMaps(live, desired, '')!
      : [live && bounded(live), desired && bounded(desired)];
  return { live: before, desired: after, truncated };
}

const isMap = (value: Json): value is Record<string, Json> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isIdentity = (path: string, key: string) =>
  path === ''
    ? key === 'apiVersion' || key === 'kind'
    : path === '.metadata' && (key === 'name' || key === 'namespace');

/** What isn't there stays away, instead of becoming null. */
function put(map: Record<string, Json>, key: string, value: Json) {
  if (value !== undefined) {
    map[key] = value;
  }
}
