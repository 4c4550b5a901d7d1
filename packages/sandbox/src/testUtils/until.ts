type Seen<T> = Exclude<T, undefined | false>;

/** Looks until there is something, or fails: a busy machine is slow. */
export async function until<T>(
  look: () => T | Promise<T>,
  withinMs = 30_000,
): Promise<Seen<T>> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const seen = await look();
    if (seen) {
      return seen as Seen<T>;
    }
    if (Date.now() > deadline) {
      throw new Error(`Not within ${withinMs} ms: ${look}`);
    }
    await new Promise(resolve => setTimeout(resolve, 20));
  }
}
