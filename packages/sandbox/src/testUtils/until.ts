type Seen<T> = Exclude<T, undefined | false>;

/** Looks until there is something, or fails after ten seconds. */
export async function until<T>(look: () => T | Promise<T>): Promise<Seen<T>> {
  const deadline = Date.now() + 10_000;
  for (;;) {
    const seen = await look();
    if (seen) {
      return seen as Seen<T>;
    }
    if (Date.now() > deadline) {
      throw new Error(`Not within ten seconds: ${look}`);
    }
    await new Promise(resolve => setTimeout(resolve, 20));
  }
}
