/** An answer as it was sent. */
export interface Answer {
  contentType: string;
  body: Buffer;
}

/** Answers of one version of the catalog, the ones used last, within a bound of memory. */
export class AnswerCache {
  readonly #answers = new Map<string, Answer>();
  #version: string | undefined;
  #bytes = 0;

  /** @param maxBytes - of all bodies together; one may take an eighth of it */
  constructor(private readonly maxBytes: number) {}

  find(version: string, key: string): Answer | undefined {
    this.#use(version);
    const answer = this.#answers.get(key);
    if (answer) {
      // The order of a Map is that of insertion: the one used longest ago comes first.
      this.#answers.delete(key);
      this.#answers.set(key, answer);
    }
    return answer;
  }

  keep(version: string, key: string, answer: Answer): void {
    this.#use(version);
    if (answer.body.length > this.maxBytes / 8) {
      return;
    }
    this.#forget(key);
    this.#answers.set(key, answer);
    this.#bytes += answer.body.length;
    for (const oldest of this.#answers.keys()) {
      if (this.#bytes <= this.maxBytes) {
        break;
      }
      this.#forget(oldest);
    }
  }

  #use(version: string) {
    if (version !== this.#version) {
      this.#version = version;
      this.#answers.clear();
      this.#bytes = 0;
    }
  }

  #forget(key: string) {
    this.#bytes -= this.#answers.get(key)?.body.length ?? 0;
    this.#answers.delete(key);
  }
}
