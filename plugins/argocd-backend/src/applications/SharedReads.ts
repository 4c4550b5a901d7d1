import { LRUCache } from 'lru-cache';

/**
 * Lets readers who want the same at the same time share one request, and those who come shortly after share its answer.
 * What fails is not kept.
 */
export class SharedReads<T extends {}> {
  readonly #answers: LRUCache<string, Promise<T>>;

  constructor(options: {
    /** Most answers that are kept. */
    max: number;
    /** Milliseconds. */
    ttlMs: number;
    /** Whether an answer is good enough for the next reader; an incomplete one isn't. */
    keep?: (answer: T) => boolean;
  }) {
    this.#answers = new LRUCache({ max: options.max, ttl: options.ttlMs });
    this.#keep = options.keep ?? (() => true);
  }

  readonly #keep: (answer: T) => boolean;

  /** @param key - what is read, and in which version */
  read(key: string, load: () => Promise<T>): Promise<T> {
    const known = this.#answers.get(key);
    if (known) {
      return known;
    }
    const answer = load();
    this.#answers.set(key, answer);
    const forget = () => {
      if (this.#answers.peek(key) === answer) {
        this.#answers.delete(key);
      }
    };
    answer.then(value => this.#keep(value) || forget(), forget);
    return answer;
  }
}
