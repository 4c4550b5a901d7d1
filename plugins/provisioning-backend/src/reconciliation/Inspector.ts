import { NotFoundError } from '@backstage/errors';
import type { StoredRun } from '../database/RunStore';
import type { Inspection, ResourceDriver } from '../resources/ResourceDriver';
import {
  SETTLED_RUNS,
  type DatabaseLedgerView,
} from './database/DatabaseLedgerView';
import { judgeRow, unlisted } from './judge';
import type { Survey } from './survey/Survey';
import type {
  Finding,
  LedgerRow,
  MarkedThing,
  StoredDifference,
} from './types';

/** What a new look at a difference gives: `busy` = somebody works on the run, so nothing can be said. */
export type SecondLook =
  | { state: 'same'; finding: Finding }
  | { state: 'resolved' }
  | { state: 'busy' };

/** Compares single things with the ledger, by their drivers. */
export class Inspector {
  readonly #drivers: Map<string, ResourceDriver>;

  constructor(
    private readonly options: {
      ledger: DatabaseLedgerView;
      drivers: ResourceDriver[];
    },
  ) {
    this.#drivers = new Map(
      options.drivers.map(driver => [driver.kind, driver]),
    );
  }

  /** @throws when the upstream doesn't answer */
  async compare(row: LedgerRow, survey: Survey): Promise<Finding | undefined> {
    const inspection = await this.#inspect(row.resource, row.run, survey);
    return judgeRow(row, inspection);
  }

  /**
   * Looks again at a difference that is known.
   * @param isBusy - whether somebody works on the service
   * @throws when the upstream doesn't answer
   */
  async again(
    difference: StoredDifference,
    survey: Survey,
    isBusy: (run: StoredRun) => boolean,
  ): Promise<SecondLook> {
    const { ledger } = this.options;
    if (difference.resourceId) {
      const [row] = await ledger.rows([difference.resourceId]);
      if (row && (isActive(row.run) || isBusy(row.run))) {
        return { state: 'busy' };
      }
      const finding = row && (await this.compare(row, survey));
      return finding ? { state: 'same', finding } : { state: 'resolved' };
    }
    const thing = difference as StoredDifference & MarkedThing;
    const run = (await ledger.runs([thing.runId])).get(thing.runId);
    if (run && (isActive(run) || isBusy(run))) {
      return { state: 'busy' };
    }
    if (await this.#isListed(thing)) {
      return { state: 'resolved' };
    }
    const { state } = await this.#inspect(
      thing,
      run ?? { id: thing.runId, name: '', ownerRef: '' },
      survey,
    );
    return state === 'present'
      ? { state: 'same', finding: unlisted(thing, run) }
      : { state: 'resolved' };
  }

  async #isListed({ kind, instance, key, runId }: MarkedThing) {
    const rows = await this.options.ledger.rowsWithKeys(kind, instance, [key]);
    return rows.some(
      ({ resource, run }) => run.id === runId && resource.state !== 'undone',
    );
  }

  async #inspect(
    resource: Pick<MarkedThing, 'kind' | 'instance' | 'key' | 'details'>,
    run: Pick<StoredRun, 'id' | 'name' | 'ownerRef'>,
    survey: Survey,
  ): Promise<Inspection> {
    const driver = this.#drivers.get(resource.kind);
    if (!driver) {
      throw new NotFoundError(`Nothing here can look at a ${resource.kind}.`);
    }
    return driver.inspect(
      { ...resource, details: resource.details ?? {} },
      { run, survey },
    );
  }
}

export const isActive = ({ status }: StoredRun) =>
  !SETTLED_RUNS.includes(status);
