import type { JsonObject } from '@backstage/types';
import type { RunStore, StoredResource } from '../../database/RunStore';
import type { RunContext } from './ActionContext';

const STEP = 'reconciliation';

/** Writes into the ledger what is there. It carries the run's mark already, so nothing is changed upstream. */
export class Adoption {
  constructor(private readonly store: RunStore) {}

  /** @returns what was done, for the run's history */
  async adopt(context: RunContext): Promise<string> {
    const { finding, row, lease, run } = context;
    const movedTo = finding.details.movedTo as
      | { key: string; url: string }
      | undefined;
    if (row && movedTo) {
      const renamed = await this.store.intend(lease, row.resource.stepId, {
        ...row.resource,
        key: movedTo.key,
      });
      await this.store.change(lease, renamed.id, {
        state: 'present',
        url: movedTo.url,
        details: row.resource.details,
      });
      await this.store.change(lease, row.resource.id, {
        state: 'undone',
        reason: `It is now ${movedTo.key}.`,
      });
      return `Adopted ${finding.key} under its new name ${movedTo.key}`;
    }
    const known =
      row?.resource ?? (await this.store.intend(lease, STEP, specOf(finding)));
    // What an undo should have taken away can only be taken away by pressing Undo again.
    const isLeftOver = ['undone', 'undo-failed'].includes(run.status);
    await this.store.change(lease, known.id, {
      state: isLeftOver ? 'orphaned' : 'present',
      reason: isLeftOver ? 'It was found again after the undo.' : null,
      url: finding.url ?? known.url,
      details: detailsOf(known, finding.details),
    });
    if (isLeftOver) {
      await this.store.transition(run.id, {
        from: ['undone'],
        to: 'undo-failed',
        error: {
          message: `${finding.key} was found again after the undo.`,
          advice: 'Press Undo to take it away.',
        },
      });
    }
    return `Adopted ${finding.key}`;
  }
}

const specOf = ({
  kind,
  system,
  instance,
  key,
  title,
  environment,
}: RunContext['finding']) => ({
  kind,
  system,
  instance,
  key,
  title,
  environment,
});

/** Files are added to those that the row has. */
function detailsOf(known: StoredResource, found: JsonObject): JsonObject {
  const paths = [known.details.paths, found.paths].flatMap(list =>
    Array.isArray(list) ? list.map(String) : [],
  );
  return {
    ...known.details,
    ...found,
    ...(paths.length > 0 && { paths: [...new Set(paths)] }),
  };
}
