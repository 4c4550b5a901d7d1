import type { LoggerService } from '@backstage/backend-plugin-api';
import type { JsonValue } from '@backstage/types';
import type { RunStore, StoredRun } from '../database/RunStore';
import type { DatabaseCheckState } from './database/DatabaseCheckState';
import type { DatabaseDifferences } from './database/DatabaseDifferences';
import type { DatabaseLedgerView } from './database/DatabaseLedgerView';
import { forEachAtOnce } from './forEachAtOnce';
import { Inspector } from './Inspector';
import type { ReconciliationConfig } from './readReconciliationConfig';
import type { MarkScan } from './scans/MarkScan';
import type { Survey } from './survey/Survey';
import { Tally } from './Tally';
import type { Finding, LedgerRow, StoredDifference } from './types';
import { UnlistedSearch } from './UnlistedSearch';

/** Rows after which the cursor is written. */
const CHUNK = 50;

export interface ReconcilerOptions {
  store: RunStore;
  ledger: DatabaseLedgerView;
  differences: DatabaseDifferences;
  state: DatabaseCheckState;
  inspector: Inspector;
  scans: MarkScan[];
  survey: (signal: AbortSignal) => Survey;
  /** Entity refs of services that somebody changes right now: what is half done is no difference. */
  busyEntities: () => Promise<ReadonlySet<string>>;
  config: ReconciliationConfig;
  logger: LoggerService;
  now: () => number;
}

/** When the last pass began and ended, epoch milliseconds. */
export type PassTimes = { startedAt: number; finishedAt?: number };

/**
 * Compares the ledger with the upstreams, a bounded part of both a pass. What an upstream doesn't answer is unknown,
 * never a difference. The pass may be interrupted anywhere: cursors say where the next one goes on.
 */
export class Reconciler {
  readonly #unlisted: UnlistedSearch;

  constructor(private readonly options: ReconcilerOptions) {
    this.#unlisted = new UnlistedSearch(options.ledger);
  }

  async pass(outer: AbortSignal): Promise<void> {
    const { config, state, logger, now } = this.options;
    const startedAt = now();
    await state.write('pass', { startedAt });
    const deadline = AbortSignal.timeout(config.deadlineMs);
    const signal = AbortSignal.any([outer, deadline]);
    const survey = this.options.survey(signal);
    const busy = await this.options.busyEntities();
    const isBusy = ({ entityRef }: StoredRun) => busy.has(entityRef);
    const tally = new Tally();

    const again = await this.#lookAgain(survey, tally, isBusy);
    const wrapped = await this.#compareLedger(
      survey,
      tally,
      isBusy,
      Math.max(1, config.rowsPerPass - again),
    );
    await this.#searchMarks(survey, tally, isBusy);

    await this.#saveSources(tally, wrapped);
    await state.write('pass', { startedAt, finishedAt: now() });
    const ill = tally.sources().filter(({ state: each }) => each !== 'ok');
    logger.info(
      `Reconciliation: a pass of ${now() - startedAt} ms${
        ill.length === 0
          ? ''
          : `, incomplete for ${ill
              .map(({ system, instance }) => `${system} ${instance}`)
              .join(', ')}`
      }`,
    );
  }

  /** What is known to differ comes first, so that it is confirmed or gone with the next pass. */
  async #lookAgain(
    survey: Survey,
    tally: Tally,
    isBusy: (run: StoredRun) => boolean,
  ): Promise<number> {
    const { differences, inspector, config } = this.options;
    const known = await differences.oldest(Math.ceil(config.rowsPerPass / 2));
    await this.#each(known, survey, async difference => {
      if (difference.progress?.state === 'working') {
        return;
      }
      try {
        const look = await inspector.again(difference, survey, isBusy);
        tally.answered(difference);
        if (look.state === 'same') {
          await this.#sighted(look.finding);
        } else {
          await this.#gone(difference, look.state === 'resolved');
        }
      } catch (error) {
        tally.failed(difference, error);
        await differences.looked(difference.id);
      }
    });
    return known.length;
  }

  /** @returns whether the end of the ledger was reached */
  async #compareLedger(
    survey: Survey,
    tally: Tally,
    isBusy: (run: StoredRun) => boolean,
    limit: number,
  ): Promise<boolean> {
    const { ledger, state } = this.options;
    let cursor = (await state.read<number>('ledger')) ?? 0;
    for (let left = limit; left > 0; left -= CHUNK) {
      const rows = await ledger.rowsAfter(cursor, Math.min(left, CHUNK));
      await this.#compareRows(
        rows.filter(({ run }) => !isBusy(run)),
        survey,
        tally,
      );
      if (survey.signal.aborted && left !== limit) {
        return false;
      }
      cursor = rows.at(-1)?.resource.seq ?? 0;
      const isEnd = rows.length < Math.min(left, CHUNK);
      await state.write('ledger', isEnd ? undefined : cursor);
      if (isEnd || survey.signal.aborted) {
        return isEnd;
      }
    }
    return false;
  }

  async #compareRows(rows: LedgerRow[], survey: Survey, tally: Tally) {
    const { differences, inspector } = this.options;
    const known = new Map(
      (
        await differences.ofResources(rows.map(({ resource }) => resource.id))
      ).map(difference => [difference.resourceId, difference]),
    );
    const entities = rows
      .filter(({ resource }) => resource.kind === 'catalog-location')
      .map(({ resource }) => resource.key);
    await survey.readEntities(entities).catch(() => {
      // Each of them asks again and notes its own failure.
    });
    await this.#each(rows, survey, async row => {
      try {
        const finding = await inspector.compare(row, survey);
        tally.answered(row.resource, 1);
        const difference = known.get(row.resource.id);
        if (finding) {
          await this.#sighted(finding);
        } else if (difference) {
          await this.#gone(difference, true);
        }
      } catch (error) {
        tally.failed(row.resource, error);
      }
    });
  }

  async #searchMarks(
    survey: Survey,
    tally: Tally,
    isBusy: (run: StoredRun) => boolean,
  ) {
    const { scans, state, config } = this.options;
    await this.#each(scans, survey, async scan => {
      try {
        const { found, cursor } = await scan.scan(survey, {
          cursor: await state.read<JsonValue>(scan.name),
          budget: config.rowsPerPass,
        });
        const findings = await this.#unlisted.compare(found, isBusy);
        for (const finding of findings.slice(0, config.rowsPerPass)) {
          await this.#sighted(finding);
        }
        await state.write(scan.name, cursor);
        tally.answered(scan);
        if (findings.length > config.rowsPerPass) {
          tally.failed(
            scan,
            new Error(
              `${findings.length} things carry a mark without being on the ledger; the first ${config.rowsPerPass} are shown. Does the portal use the right database?`,
            ),
          );
        }
      } catch (error) {
        tally.failed(scan, error);
      }
    });
  }

  async #sighted(finding: Finding) {
    const isNew = await this.options.differences.sighted(finding);
    if (isNew && finding.runId && finding.name) {
      await this.options.store.record(finding.runId, {
        actor: 'runway',
        type: 'difference-found',
        message: finding.message.includes(finding.key)
          ? finding.message
          : `${finding.key}: ${finding.message}`,
      });
    }
  }

  /** @param isResolved - ledger and upstream agree again; otherwise nobody can say, because somebody works on it */
  async #gone(difference: StoredDifference, isResolved: boolean) {
    const { differences, store } = this.options;
    const removed = await differences.remove(difference.id);
    const { runId, name, key, visible } = difference;
    if (removed && isResolved && visible && runId && name) {
      await store.record(runId, {
        actor: 'runway',
        type: 'difference-resolved',
        message: `${key}: the ledger and the upstream agree again`,
      });
    }
  }

  /** An upstream counts as compared completely when nothing failed between two ends of the ledger. */
  async #saveSources(tally: Tally, wrapped: boolean) {
    const { state, now } = this.options;
    const sources = tally.sources();
    const failed = new Set((await state.read<string[]>('failed')) ?? []);
    for (const source of sources) {
      const name = `${source.system} ${source.instance}`;
      if (source.state !== 'ok') {
        failed.add(name);
      }
      const isComplete = wrapped && !failed.has(name);
      await state.saveSource({
        ...source,
        checkedAt: isComplete ? now() : undefined,
      });
    }
    await state.write('failed', wrapped ? undefined : [...failed]);
  }

  #each<T>(
    values: readonly T[],
    { signal }: Survey,
    work: (value: T) => Promise<void>,
  ) {
    const { concurrency } = this.options.config;
    return forEachAtOnce(values, { atOnce: concurrency, signal }, work);
  }
}
