type Json = unknown;

/**
 * What an object becomes when `desired` is applied to `live`: fields of `desired` win, fields that only `previous` had are
 * dropped, all others stay. Lists are replaced as a whole.
 */
export function threeWayMerge(previous: Json, desired: Json, live: Json): Json {
  if (!isMap(desired) || !isMap(live)) {
    return desired;
  }
  const before = isMap(previous) ? previous : {};
  const merged: Record<string, Json> = {};
  for (const [key, value] of Object.entries(live)) {
    if (!(key in before) || key in desired) {
      merged[key] = value;
    }
  }
  for (const [key, value] of Object.entries(desired)) {
    merged[key] = threeWayMerge(before[key], value, live[key]);
  }
  return merged;
}

export function isMap(value: Json): value is Record<string, Json> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
