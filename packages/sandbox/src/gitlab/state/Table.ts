import type { Collection, DocumentStore } from '../../state/DocumentStore';

export interface TableOptions<T, Index extends string> {
  key(row: T): string;
  /** Values to find rows by; `undefined` leaves a row out of that index. */
  indexes?: Record<Index, (row: T) => string | number | undefined>;
}

/** Rows of one kind, kept in a collection, with secondary indexes in memory so that no list scans what it doesn't show. */
export class Table<T extends object, Index extends string = never> {
  readonly #rows: Collection<T>;
  readonly #options: TableOptions<T, Index>;
  readonly #indexes = new Map<string, Map<string, Set<string>>>();

  constructor(
    store: DocumentStore,
    name: string,
    options: TableOptions<T, Index>,
  ) {
    this.#rows = store.collection<T>(name);
    this.#options = options;
    for (const index of Object.keys(options.indexes ?? {})) {
      this.#indexes.set(index, new Map());
    }
    for (const row of this.#rows.values()) {
      this.#enter(row);
    }
  }

  get size() {
    return this.#rows.size;
  }

  get(key: string | number): T | undefined {
    return this.#rows.get(String(key));
  }

  /** Inserts or replaces a row. */
  put(row: T): T {
    const before = this.#rows.get(this.#options.key(row));
    this.#rows.set(this.#options.key(row), row);
    this.#leave(before, row);
    this.#enter(row);
    return row;
  }

  /** Replaces the named fields. @throws when there is no such row */
  update(key: string | number, patch: Partial<T>): T {
    const row = this.get(key);
    if (!row) {
      throw new Error(`No row ${key} to update`);
    }
    return this.put({ ...row, ...patch });
  }

  delete(key: string | number): boolean {
    this.#leave(this.get(key));
    return this.#rows.delete(String(key));
  }

  /** Rows with that value, in the order they were inserted. */
  where(index: Index, value: string | number): T[] {
    const keys = this.#indexes.get(index)?.get(String(value));
    return keys ? [...keys].map(key => this.#rows.get(key)!) : [];
  }

  /** The first row with that value. */
  first(index: Index, value: string | number): T | undefined {
    const key = this.#indexes.get(index)?.get(String(value))?.keys().next();
    return key && !key.done ? this.#rows.get(key.value) : undefined;
  }

  all(): T[] {
    return this.#rows.values();
  }

  #valueOf(index: string, row: T) {
    const value = this.#options.indexes?.[index as Index](row);
    return value === undefined ? undefined : String(value);
  }

  #enter(row: T) {
    const key = this.#options.key(row);
    for (const [index, values] of this.#indexes) {
      const value = this.#valueOf(index, row);
      if (value !== undefined) {
        const keys = values.get(value) ?? new Set();
        values.set(value, keys.add(key));
      }
    }
  }

  /** Takes a row out of the indexes in which its successor has another value. */
  #leave(row: T | undefined, successor?: T) {
    if (!row) {
      return;
    }
    for (const [index, values] of this.#indexes) {
      const value = this.#valueOf(index, row);
      if (
        value !== undefined &&
        (!successor || this.#valueOf(index, successor) !== value)
      ) {
        const keys = values.get(value);
        keys?.delete(this.#options.key(row));
        if (keys?.size === 0) {
          values.delete(value);
        }
      }
    }
  }
}
