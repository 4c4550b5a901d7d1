/** A deep copy of a JSON value; for small objects several times faster than `structuredClone`. Undefined fields vanish. */
export function cloneJson<T>(value: T): T {
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  if (Array.isArray(value)) {
    return value.map(cloneJson) as T;
  }
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    const entry = (value as Record<string, unknown>)[key];
    if (entry !== undefined) {
      copy[key] = cloneJson(entry);
    }
  }
  return copy as T;
}
