import type { UpstreamSystem } from '@runway/plugin-provisioning-common';

interface Source {
  system: UpstreamSystem;
  instance: string;
}

/** Counts, for each upstream, what a pass learned and what it could not learn. */
export class Tally {
  readonly #counts = new Map<
    string,
    Source & { answered: number; checked: number; error?: string }
  >();

  /** @param checked - rows of the ledger that were compared */
  answered(source: Source, checked = 0) {
    const count = this.#of(source);
    count.answered += 1;
    count.checked += checked;
  }

  failed(source: Source, error: unknown) {
    this.#of(source).error ??=
      error instanceof Error ? error.message : String(error);
  }

  sources() {
    return [...this.#counts.values()].map(
      ({ system, instance, answered, checked, error }) => ({
        system,
        instance,
        checked,
        error,
        state: stateOf(answered, error),
      }),
    );
  }

  #of({ system, instance }: Source) {
    const name = `${system} ${instance}`;
    const known = this.#counts.get(name) ?? {
      system,
      instance,
      answered: 0,
      checked: 0,
    };
    this.#counts.set(name, known);
    return known;
  }
}

function stateOf(answered: number, error: string | undefined) {
  if (error === undefined) {
    return 'ok' as const;
  }
  return answered > 0 ? ('partial' as const) : ('failed' as const);
}
