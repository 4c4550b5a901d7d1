import { SourceStatus } from '@runway/plugin-argocd-common';
import { explainFailure } from './explainFailure';

/**
 * Asks several systems for parts of one answer, with one deadline. What a system doesn't tell in time is left out of the
 * answer, and said.
 */
export class Asking {
  readonly #failures = new Map<string, unknown>();
  readonly #asked = new Set<string>();
  readonly #signal: AbortSignal;

  constructor(options: { deadlineMs: number; signal?: AbortSignal }) {
    const deadline = AbortSignal.timeout(options.deadlineMs);
    this.#signal = options.signal
      ? AbortSignal.any([options.signal, deadline])
      : deadline;
  }

  /**
   * @param source - as people know it, e.g. `GitLab main`
   * @returns undefined when the source failed
   */
  async ask<T>(
    source: string,
    call: (signal: AbortSignal) => Promise<T>,
  ): Promise<T | undefined> {
    this.#asked.add(source);
    try {
      return await call(this.#signal);
    } catch (error) {
      this.#failures.set(source, error);
      return undefined;
    }
  }

  /** Whether everything that was asked of a source was answered. */
  answered(source: string): boolean {
    return !this.#failures.has(source);
  }

  sources(): SourceStatus[] {
    return [...this.#asked].map(name => {
      if (this.answered(name)) {
        return { name, state: 'ok', ageSeconds: 0 };
      }
      return {
        name,
        state: 'failed',
        ageSeconds: null,
        error: explainFailure(name, this.#failures.get(name)),
      };
    });
  }

  /** What to write to the log. */
  failures(): ReadonlyMap<string, unknown> {
    return this.#failures;
  }
}
