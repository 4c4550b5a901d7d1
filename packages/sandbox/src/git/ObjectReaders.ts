import { type GitObject, ObjectReader } from './ObjectReader';

/** So many repositories have a process of Git that waits for questions. */
const MAX_READERS = 64;

/**
 * Reads objects of any repository on disk. Starting a process from the sandbox's own, which is large, takes about 10 ms in
 * which it does nothing else; a process that is there already answers in a fraction of one.
 */
export class ObjectReaders {
  readonly #readers = new Map<string, ObjectReader>();

  /**
   * An object by whatever name Git understands, such as an id, `main^{commit}` or `<commit>:<path>`.
   * @returns undefined when there is none
   */
  async read(directory: string, name: string): Promise<GitObject | undefined> {
    const reader = this.#readers.get(directory) ?? new ObjectReader(directory);
    this.#readers.delete(directory);
    this.#readers.set(directory, reader);
    if (this.#readers.size > MAX_READERS) {
      const [[oldest, unused]] = this.#readers;
      this.#readers.delete(oldest);
      unused.close();
    }
    return reader.read(name);
  }

  /** Ends the process of a repository; the next read starts another. */
  close(directory: string): void {
    this.#readers.get(directory)?.close();
    this.#readers.delete(directory);
  }
}

/** One for the whole process. */
export const objectReaders = new ObjectReaders();
