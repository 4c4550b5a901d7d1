/** Waits until something holds, for at most 30 seconds. */
export async function until(holds: () => boolean | Promise<boolean>) {
  const deadline = Date.now() + 30_000;
  while (!(await holds())) {
    if (Date.now() > deadline) {
      throw new Error('It never came true');
    }
    await new Promise(resolve => setTimeout(resolve, 10));
  }
}
