type Seen<T> = Exclude<T, undefined | false>;

/** Looks until there is something, or fails after thirty seconds: a busy machine is slow. */
export async function until<T>(look: () => T | Promise<T>): Promise<Seen<T>> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const seen = await look();
    if (seen) {
      return seen as Seen<T>;
    }
    if (Date.now() > deadline) {
      throw new Error(`Not within thirty seconds: ${look}`);
    }
    await new Promise(resolve => setTimeout(resolve, 20));
  }
}
