/** Works on all values, at most `atOnce` at the same time; stops taking new ones when the signal aborts. */
export async function forEachAtOnce<T>(
  values: readonly T[],
  options: { atOnce: number; signal: AbortSignal },
  work: (value: T) => Promise<void>,
): Promise<void> {
  const waiting = values.values();
  await Promise.all(
    Array.from({ length: options.atOnce }, async () => {
      for (const value of waiting) {
        if (options.signal.aborted) {
          return;
        }
        await work(value);
      }
    }),
  );
}
