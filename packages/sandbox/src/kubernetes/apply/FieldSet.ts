/** `FieldsV1` as it stands in `managedFields`. */
export interface FieldsV1 {
  [element: string]: FieldsV1;
}

/**
 * A set of paths in an object. Elements are named like in FieldsV1: `f:name` field, `k:{...}` list item by keys,
 * `v:...` item of a set.
 */
export class FieldSet {
  readonly #children = new Map<string, FieldSet>();
  /** The path that leads here belongs to the set. */
  member = false;

  static parse(fields: FieldsV1 | undefined): FieldSet {
    const set = new FieldSet();
    for (const [element, nested] of Object.entries(fields ?? {})) {
      if (element === '.') {
        set.member = true;
      } else {
        const child = FieldSet.parse(nested);
        if (Object.keys(nested).length === 0) {
          child.member = true;
        }
        set.#children.set(element, child);
      }
    }
    return set;
  }

  get isEmpty(): boolean {
    return !this.member && this.#children.size === 0;
  }

  /** The set below an element, made when missing. */
  at(element: string): FieldSet {
    let child = this.#children.get(element);
    if (!child) {
      this.#children.set(element, (child = new FieldSet()));
    }
    return child;
  }

  get(element: string): FieldSet | undefined {
    return this.#children.get(element);
  }

  elements(): Array<[string, FieldSet]> {
    return [...this.#children];
  }

  without(elements: readonly string[]): FieldSet {
    const result = new FieldSet();
    result.member = this.member;
    for (const [element, child] of this.#children) {
      if (!elements.includes(element)) {
        result.#children.set(element, child);
      }
    }
    return result;
  }

  union(other: FieldSet): FieldSet {
    return this.#combine(other, (a, b) => a || b);
  }

  intersection(other: FieldSet): FieldSet {
    return this.#combine(other, (a, b) => a && b);
  }

  difference(other: FieldSet): FieldSet {
    return this.#combine(other, (a, b) => a && !b);
  }

  /** Members below one element, seen from above it. */
  under(element: string): FieldSet {
    const parent = new FieldSet();
    parent.#children.set(element, this);
    return parent;
  }

  /** Every path that leads to a member becomes a member. */
  withContainers(): FieldSet {
    const result = new FieldSet();
    result.member = !this.isEmpty;
    for (const [element, child] of this.#children) {
      if (!child.isEmpty) {
        result.#children.set(element, child.withContainers());
      }
    }
    return result;
  }

  /** Members as paths for messages: `.spec.containers[name="app"].image`. */
  paths(prefix = ''): string[] {
    return [
      ...(this.member ? [prefix] : []),
      ...[...this.#children].flatMap(([element, child]) =>
        child.paths(prefix + describeElement(element)),
      ),
    ];
  }

  toFieldsV1(): FieldsV1 {
    const result: FieldsV1 = {};
    if (this.member && this.#children.size > 0) {
      result['.'] = {};
    }
    for (const element of [...this.#children.keys()].sort()) {
      const child = this.#children.get(element)!;
      if (!child.isEmpty) {
        result[element] = child.toFieldsV1();
      }
    }
    return result;
  }

  #combine(
    other: FieldSet,
    operation: (a: boolean, b: boolean) => boolean,
  ): FieldSet {
    const result = new FieldSet();
    result.member = operation(this.member, other.member);
    const elements = new Set([
      ...this.#children.keys(),
      ...other.#children.keys(),
    ]);
    for (const element of elements) {
      const child = (this.#children.get(element) ?? empty).#combine(
        other.#children.get(element) ?? empty,
        operation,
      );
      if (!child.isEmpty) {
        result.#children.set(element, child);
      }
    }
    return result;
  }
}

const empty = new FieldSet();

function describeElement(element: string): string {
  const value = element.slice(2);
  switch (element.slice(0, 2)) {
    case 'k:': {
      const keys = Object.entries(JSON.parse(value)).map(
        ([key, entry]) => `${key}=${JSON.stringify(entry)}`,
      );
      return `[${keys.join(',')}]`;
    }
    case 'v:':
      return `[=${value}]`;
    default:
      return `.${value}`;
  }
}
