import type { StoredRun } from '../database/RunStore';
import type { DatabaseLedgerView } from './database/DatabaseLedgerView';
import { groupBy } from './groupBy';
import { isActive } from './Inspector';
import { judgeRow, unlisted } from './judge';
import type { Finding, LedgerRow, MarkedThing } from './types';

/** Compares what carries a mark with the ledger: the direction from the upstreams. */
export class UnlistedSearch {
  constructor(private readonly ledger: DatabaseLedgerView) {}

  /**
   * @param things - of one scan
   * @param isBusy - whether somebody works on the service
   */
  async compare(
    things: MarkedThing[],
    isBusy: (run: StoredRun) => boolean,
  ): Promise<Finding[]> {
    const rows = await this.#rowsOf(things);
    const rest = things.filter(
      thing =>
        !rows
          .get(idOf(thing))
          ?.some(({ resource }) => resource.state !== 'undone'),
    );
    const [runs, renamed] = await Promise.all([
      this.ledger.runs(rest.map(({ runId }) => runId)),
      this.#renamedProjects(rest),
    ]);
    return rest.flatMap(thing => {
      const run = runs.get(thing.runId);
      if (
        (run && (isActive(run) || isBusy(run))) ||
        renamed.has(thing.details?.projectId)
      ) {
        return [];
      }
      const undone = rows.get(idOf(thing))?.[0];
      return undone
        ? judgeRow(undone, { state: 'present' }) ?? []
        : unlisted(thing, run);
    });
  }

  async #rowsOf(things: MarkedThing[]): Promise<Map<string, LedgerRow[]>> {
    const places = groupBy(things, ({ kind, instance }) =>
      JSON.stringify([kind, instance]),
    );
    const found = await Promise.all(
      [...places].map(([place, there]) => {
        const [kind, instance] = JSON.parse(place);
        const keys = [...new Set(there.map(({ key }) => key))];
        return this.ledger.rowsWithKeys(kind, instance, keys);
      }),
    );
    return groupBy(found.flat(), ({ resource, run }) =>
      idOf({ ...resource, runId: run.id }),
    );
  }

  /** A project under a new name is a difference of its row already. */
  async #renamedProjects(things: MarkedThing[]): Promise<Set<unknown>> {
    const runIds = things
      .filter(({ kind }) => kind === 'gitlab-project')
      .map(({ runId }) => runId);
    const rows = await this.ledger.rowsOfRuns('gitlab-project', runIds);
    return new Set(
      rows
        .filter(({ resource }) => resource.state === 'present')
        .map(({ resource }) => resource.details.projectId ?? resource.id),
    );
  }
}

const idOf = ({
  kind,
  instance,
  key,
  runId,
}: Pick<MarkedThing, 'kind' | 'instance' | 'key' | 'runId'>) =>
  [kind, instance, key, runId].join('|');
