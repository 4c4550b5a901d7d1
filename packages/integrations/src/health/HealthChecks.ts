/** What a part of the portal can't work without, and whether it works. */
export interface CheckResult {
  name: string;
  state: 'ok' | 'down';
}

const TIMEOUT_MS = 2_000;
const VALID_MS = 5_000;

/**
 * Parts of the portal say here what they can't work without, e.g. their database. A failed check takes the portal out of
 * service; upstream systems don't belong here, because the portal works without them.
 */
export class HealthChecks {
  readonly #checks = new Map<string, () => Promise<unknown>>();
  #results: { at: number; value: Promise<CheckResult[]> } | undefined;

  add(name: string, check: () => Promise<unknown>) {
    this.#checks.set(name, check);
    this.#results = undefined;
  }

  /** Asked of by anybody at any rate: what was found is used for some seconds, and a check that hangs counts as failed. */
  results(): Promise<CheckResult[]> {
    if (!this.#results || Date.now() - this.#results.at > VALID_MS) {
      const value = Promise.all(
        [...this.#checks].map(([name, check]) => judge(name, check)),
      );
      this.#results = { at: Date.now(), value };
    }
    return this.#results.value;
  }
}

async function judge(
  name: string,
  check: () => Promise<unknown>,
): Promise<CheckResult> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('late')), TIMEOUT_MS);
  });
  try {
    await Promise.race([check(), late]);
    return { name, state: 'ok' };
  } catch {
    return { name, state: 'down' };
  } finally {
    clearTimeout(timer);
  }
}
