import type { RunStore } from '../../database/RunStore';
import type { ActionContext } from './ActionContext';

/** Takes a thing off the ledger and leaves the upstream alone. */
export class Forgetting {
  constructor(private readonly store: RunStore) {}

  /** @returns what was done, for the run's history */
  async forget(context: ActionContext): Promise<string> {
    const { finding, row, lease, person } = context;
    const { resource } = row;
    const isGone =
      finding.difference === 'missing' || finding.details.isGone === true;
    const rest = pathsLeft(context);
    await this.store.change(
      lease,
      resource.id,
      rest.length > 0
        ? { details: { ...resource.details, paths: rest } }
        : {
            state: isGone ? 'undone' : 'kept',
            reason: `Taken off the ledger by ${person.name}. ${finding.message}`,
          },
    );
    await this.#settleRun(context);
    return `Took ${resource.key} off the ledger. ${finding.message}`;
  }

  /** The run is undone once nothing is left over, and its name is free again. */
  async #settleRun({ row: { run } }: ActionContext) {
    if (run.status !== 'undo-failed') {
      return;
    }
    const rows = await this.store.resources(run.id);
    if (rows.some(({ state }) => state === 'orphaned')) {
      return;
    }
    await this.store.releaseClaim(run.id);
    await this.store.transition(run.id, {
      from: ['undo-failed'],
      to: 'undone',
      error: null,
    });
  }
}

/** Of files of which only some are gone, those that are there stay on the ledger. */
function pathsLeft({ finding, row }: ActionContext): string[] {
  const { missingPaths } = finding.details;
  const { paths } = row.resource.details;
  return finding.difference === 'missing' &&
    Array.isArray(missingPaths) &&
    Array.isArray(paths)
    ? paths.map(String).filter(path => !missingPaths.includes(path))
    : [];
}
