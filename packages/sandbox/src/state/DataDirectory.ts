import Database from 'better-sqlite3';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { DocumentStore } from './DocumentStore';

const STORE = 'sandbox.sqlite';
const LOCK = 'lock.sqlite';
const MARK = 'first-start';

/** How long a process that is just ending may keep the lock. */
const LOCK_MILLISECONDS = 2_000;

/**
 * The data directory of a sandbox: used by one process at a time, and by a first start either as a whole or not at all.
 */
export class DataDirectory {
  readonly store: DocumentStore;
  readonly #lock: Database.Database;

  /**
   * Opens the directory, making it when it is missing. What a killed first start has left is removed.
   * @throws Error when another process uses it
   */
  constructor(private readonly path: string) {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    this.#lock = takeLock(path);
    if (existsSync(this.#mark)) {
      for (const name of readdirSync(path)) {
        if (name !== MARK && !name.startsWith(LOCK)) {
          rmSync(join(path, name), { recursive: true, force: true });
        }
      }
    } else if (!existsSync(join(path, STORE))) {
      writeFileSync(this.#mark, '');
    }
    this.store = new DocumentStore(join(path, STORE));
  }

  /** Says that the first start is through. */
  finishFirstStart(): void {
    rmSync(this.#mark, { force: true });
  }

  close(): void {
    this.store.close();
    this.#lock.close();
  }

  get #mark() {
    return join(this.path, MARK);
  }
}

/** A lock that the operating system takes back when the process dies. */
function takeLock(path: string): Database.Database {
  const lock = new Database(join(path, LOCK), { timeout: LOCK_MILLISECONDS });
  try {
    lock.pragma('locking_mode = EXCLUSIVE');
    lock.exec('BEGIN EXCLUSIVE; COMMIT');
    return lock;
  } catch (error) {
    lock.close();
    throw (error as { code?: string }).code?.startsWith('SQLITE_BUSY')
      ? new Error(
          `Another sandbox uses ${path}. Stop it, or choose another data directory.`,
        )
      : error;
  }
}
