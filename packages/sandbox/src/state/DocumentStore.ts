import Database from 'better-sqlite3';
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

/** A keyed set of JSON documents. Reads come from memory; every write is on disk before the call returns. */
export interface Collection<T> {
  get(key: string): T | undefined;
  has(key: string): boolean;
  set(key: string, value: T): void;
  delete(key: string): boolean;
  keys(): string[];
  /** All documents in insertion order. */
  values(): T[];
  entries(): Array<[string, T]>;
  readonly size: number;
}

class DocumentCollection<T> implements Collection<T> {
  readonly #documents = new Map<string, T>();
  readonly #upsert: Database.Statement;
  readonly #remove: Database.Statement;

  constructor(database: Database.Database, private readonly name: string) {
    const rows = database
      .prepare(
        'SELECT key, value FROM documents WHERE collection = ? ORDER BY rowid',
      )
      .all(name) as Array<{ key: string; value: string }>;
    for (const row of rows) {
      this.#documents.set(row.key, JSON.parse(row.value));
    }
    this.#upsert = database.prepare(
      'INSERT INTO documents (collection, key, value) VALUES (?, ?, ?) ON CONFLICT (collection, key) DO UPDATE SET value = excluded.value',
    );
    this.#remove = database.prepare(
      'DELETE FROM documents WHERE collection = ? AND key = ?',
    );
  }

  get size() {
    return this.#documents.size;
  }

  get(key: string) {
    return this.#documents.get(key);
  }

  has(key: string) {
    return this.#documents.has(key);
  }

  set(key: string, value: T) {
    this.#upsert.run(this.name, key, JSON.stringify(value));
    this.#documents.set(key, value);
  }

  delete(key: string) {
    this.#remove.run(this.name, key);
    return this.#documents.delete(key);
  }

  keys() {
    return [...this.#documents.keys()];
  }

  values() {
    return [...this.#documents.values()];
  }

  entries() {
    return [...this.#documents.entries()];
  }
}

/**
 * The sandbox's state on disk: one SQLite file, one row a document. Documents are small and few
 * (thousands), so each collection is held in memory and written through.
 */
export class DocumentStore {
  readonly #database: Database.Database;
  readonly #collections = new Map<string, DocumentCollection<any>>();
  /** Of the names of its collections. */
  readonly #prefix: string = '';

  /** @param file - path of the SQLite file, or `:memory:`; a store, to be a part of it */
  constructor(file: string | DocumentStore, name = '') {
    if (file instanceof DocumentStore) {
      this.#database = file.#database;
      this.#prefix = `${file.#prefix}${name}/`;
      return;
    }
    if (file !== ':memory:') {
      mkdirSync(dirname(file), { recursive: true });
    }
    this.#database = new Database(file);
    this.#database.pragma('journal_mode = WAL');
    this.#database.pragma('synchronous = NORMAL');
    this.#database.exec(
      'CREATE TABLE IF NOT EXISTS documents (collection TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (collection, key))',
    );
  }

  collection<T>(name: string): Collection<T> {
    let collection = this.#collections.get(name);
    if (!collection) {
      collection = new DocumentCollection<T>(
        this.#database,
        this.#prefix + name,
      );
      this.#collections.set(name, collection);
    }
    return collection;
  }

  /** A part with collections and sequences of its own, in the same file and the same transactions. */
  part(name: string): DocumentStore {
    return new DocumentStore(this, name);
  }

  /** The next number of a sequence that survives restarts, starting at 1. */
  next(sequence: string): number {
    const counters = this.collection<number>('sequences');
    const value = (counters.get(sequence) ?? 0) + 1;
    counters.set(sequence, value);
    return value;
  }

  /** Runs `work` in one transaction: all of its writes reach the disk, or none does. */
  transaction<R>(work: () => R): R {
    return this.#database.transaction(work)();
  }

  close(): void {
    this.#database.close();
  }
}
