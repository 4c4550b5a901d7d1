/** A value of HCL: what JSON knows, and what is known only after an apply. Sets are lists without repetition, in order. */
export type Value =
  | null
  | string
  | number
  | boolean
  | Unknown
  | Value[]
  | { [key: string]: Value };

/** A value that only the cloud can tell, such as the id of something that isn't there yet. `of` says whose, always in the same words. */
export class Unknown {
  constructor(readonly of: string) {}

  toJSON() {
    return { $unknown: this.of };
  }
}

/** A resource whose configuration says some of its attributes; the others are known only after an apply. */
export class ResourceValue extends Unknown {
  /** @param configured - the value that the configuration gives an attribute; undefined when it gives none */
  constructor(
    of: string,
    readonly configured: (attribute: string) => Value | undefined,
  ) {
    super(of);
  }
}

/** A value that was kept as JSON. */
export function revive(json: unknown): Value {
  if (Array.isArray(json)) {
    return json.map(revive);
  }
  if (json === null || typeof json !== 'object') {
    return json as Value;
  }
  const { $unknown } = json as { $unknown?: string };
  return $unknown !== undefined
    ? new Unknown($unknown)
    : Object.fromEntries(
        Object.entries(json).map(([key, value]) => [key, revive(value)]),
      );
}

/** What is wrong with an expression or a value, in the words of OpenTofu. */
export class HclError extends Error {
  override readonly name = 'HclError';

  constructor(readonly summary: string, readonly detail: string) {
    super(`${summary}: ${detail}`);
  }
}

export function isObject(value: Value): value is { [key: string]: Value } {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Unknown)
  );
}

/** The first unknown in a value. */
export function findUnknown(value: Value): Unknown | undefined {
  if (value instanceof Unknown) {
    return value;
  }
  const parts =
    Array.isArray(value) || isObject(value) ? Object.values(value) : [];
  for (const part of parts) {
    const found = findUnknown(part);
    if (found) {
      return found;
    }
  }
  return undefined;
}

/** Words for a value that isn't known, made of what it depends on. */
export function describe(value: Value): string {
  return value instanceof Unknown ? value.of : JSON.stringify(value);
}

export function isEqual(one: Value, other: Value): boolean {
  return canonical(one) === canonical(other);
}

/** JSON with keys in order. */
export function canonical(value: Value): string {
  return JSON.stringify(value, (_key, part) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(
          Object.entries(part).sort(([one], [other]) => (one < other ? -1 : 1)),
        )
      : part,
  );
}
