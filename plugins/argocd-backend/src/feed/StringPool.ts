/** Strings kept once however often they are read; forgets all when it is full, which only costs memory. */
export class StringPool {
  readonly #known = new Map<string, string>();

  constructor(private readonly capacity = 50_000) {}

  /** @returns an equal string, the same one each time */
  readonly intern = (text: string): string => {
    const known = this.#known.get(text);
    if (known !== undefined) {
      return known;
    }
    if (this.#known.size >= this.capacity) {
      this.#known.clear();
    }
    this.#known.set(text, text);
    return text;
  };
}
