import type { LoggerService } from '@backstage/backend-plugin-api';
import { ConflictError } from '@backstage/errors';
import type { DifferenceAction } from '@runway/plugin-provisioning-common';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Lease, RunStore, StoredRun } from '../database/RunStore';
import type { Person } from '../service/People';
import { holdLease, LEASE_MS } from '../worker/LeaseKeeper';
import type { RunContext } from './actions/ActionContext';
import { Adoption } from './actions/Adoption';
import { Forgetting } from './actions/Forgetting';
import type { Recreation } from './actions/Recreation';
import type { DatabaseDifferences } from './database/DatabaseDifferences';
import {
  SETTLED_RUNS,
  type DatabaseLedgerView,
} from './database/DatabaseLedgerView';
import type { Inspector } from './Inspector';
import type { Survey } from './survey/Survey';
import type { Finding, StoredDifference } from './types';

/** After this time work counts as dead, and somebody else may take it up. */
const WORK_MS = 3 * 60_000;
/** How long a press waits for the outcome; work goes on behind it. */
const ANSWER_MS = 8_000;
/** How long Argo CD may take to make what it was asked for. */
const SETTLE_MS = 60_000;
const POLL_MS = 1_000;

export interface DifferenceResolverOptions {
  store: RunStore;
  ledger: DatabaseLedgerView;
  differences: DatabaseDifferences;
  inspector: Inspector;
  recreation: Recreation;
  survey: (signal: AbortSignal) => Survey;
  busyEntities: () => Promise<ReadonlySet<string>>;
  logger: LoggerService;
  /** Aborts when the portal stops: what is half done can be pressed again. */
  signal: AbortSignal;
}

/**
 * Carries out what a person decides about a difference. Of two presses at once one works; whatever interrupts it, the
 * next press goes on, because every action looks before it does something.
 */
export class DifferenceResolver {
  readonly #adoption: Adoption;
  readonly #forgetting: Forgetting;
  readonly #working = new Set<Promise<void>>();

  constructor(private readonly options: DifferenceResolverOptions) {
    this.#adoption = new Adoption(options.store);
    this.#forgetting = new Forgetting(options.store);
  }

  /**
   * @returns the difference as it is now; undefined when it is resolved
   * @throws ConflictError when the action isn't one of those that the difference offers
   */
  async resolve(
    id: string,
    action: DifferenceAction,
    person: Person,
  ): Promise<StoredDifference | undefined> {
    const { differences } = this.options;
    const difference = await this.#visible(id);
    if (!difference) {
      return undefined;
    }
    if (!difference.actions.includes(action)) {
      throw new ConflictError(
        `${difference.key}: ${action} is not possible. ${difference.message}`,
      );
    }
    const holder = randomUUID();
    if (await differences.claim(id, { action, holder, ttlMs: WORK_MS })) {
      const work = this.#work(difference, action, person, holder);
      this.#working.add(work);
      void work.finally(() => this.#working.delete(work));
      await Promise.race([work, sleep(ANSWER_MS, undefined, { ref: false })]);
    }
    return this.#visible(id);
  }

  /** Resolves once nothing is being worked on here. */
  async idle(): Promise<void> {
    await Promise.all(this.#working);
  }

  async #visible(id: string) {
    const difference = await this.options.differences.get(id);
    return difference?.visible ? difference : undefined;
  }

  /** Never rejects: what goes wrong is noted in the difference. */
  async #work(
    difference: StoredDifference,
    action: DifferenceAction,
    person: Person,
    holder: string,
  ) {
    const { differences, logger } = this.options;
    const limit = AbortSignal.timeout(WORK_MS);
    const signal = AbortSignal.any([this.options.signal, limit]);
    try {
      await this.#act(difference, action, person, signal);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      logger.warn(
        `${action} of ${difference.kind} ${difference.key} failed: ${message}`,
      );
      await differences.failed(difference.id, holder, message).catch(() => {});
    }
  }

  async #act(
    difference: StoredDifference,
    action: DifferenceAction,
    person: Person,
    signal: AbortSignal,
  ) {
    const { differences, ledger } = this.options;
    const finding = await this.#current(difference, action, signal);
    if (!finding) {
      await differences.remove(difference.id);
      return;
    }
    const [row] = finding.resourceId
      ? await ledger.rows([finding.resourceId])
      : [];
    const run =
      row?.run ??
      (finding.runId
        ? (await ledger.runs([finding.runId])).get(finding.runId)
        : undefined);
    if (action === 'forget' && (!row || finding.difference === 'unlisted')) {
      await differences.ignore(difference);
      await this.#record(run, action, person, `Ignores ${finding.key}`);
      return;
    }
    if (!run) {
      throw new ConflictError('The run of this mark is not known here.');
    }
    const done = await this.#underLease(run, signal, (lease, held) =>
      this.#perform(action, {
        finding,
        row,
        run,
        lease,
        person,
        signal: held,
      }),
    );
    await differences.remove(difference.id);
    await this.#record(run, action, person, done);
  }

  /** What holds now: it may have changed since it was listed. */
  async #current(
    difference: StoredDifference,
    action: DifferenceAction,
    signal: AbortSignal,
  ): Promise<Finding | undefined> {
    const { inspector, survey, busyEntities } = this.options;
    const busy = await busyEntities();
    const look = await inspector
      .again(difference, survey(signal), run => busy.has(run.entityRef))
      .catch(error => {
        // To forget something its upstream need not answer.
        if (action === 'forget') {
          return { state: 'same' as const, finding: difference };
        }
        throw error;
      });
    if (look.state === 'busy') {
      throw new ConflictError(
        'Somebody works on this service right now. Look again when that has ended.',
      );
    }
    if (look.state === 'resolved') {
      return undefined;
    }
    if (!look.finding.actions.includes(action)) {
      throw new ConflictError(`It has changed since. ${look.finding.message}`);
    }
    return look.finding;
  }

  async #perform(
    action: DifferenceAction,
    context: RunContext,
  ): Promise<string> {
    const { row } = context;
    if (action === 'adopt') {
      return this.#adoption.adopt(context);
    }
    if (!row) {
      throw new ConflictError('The ledger does not list this any more.');
    }
    if (action === 'forget') {
      return this.#forgetting.forget({ ...context, row });
    }
    const done = await this.options.recreation.recreate({ ...context, row });
    await this.#waitUntilThere(context.finding, context.signal);
    return done;
  }

  async #waitUntilThere({ resourceId }: Finding, signal: AbortSignal) {
    const { ledger, inspector, survey } = this.options;
    const deadline = Date.now() + SETTLE_MS;
    for (;;) {
      const [row] = await ledger.rows([resourceId!]);
      const finding = await inspector.compare(row, survey(signal));
      if (!finding) {
        return;
      }
      if (Date.now() > deadline) {
        throw new ConflictError(
          `It was asked for, but after ${SETTLE_MS / 1000} seconds: ${
            finding.message
          }`,
        );
      }
      await sleep(POLL_MS, undefined, { signal });
    }
  }

  async #underLease<T>(
    run: StoredRun,
    signal: AbortSignal,
    work: (lease: Lease, signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const { store } = this.options;
    const lease = await store.acquireLease(run.id, {
      holder: `reconciliation-${randomUUID()}`,
      ttlMs: LEASE_MS,
      status: SETTLED_RUNS,
    });
    if (!lease) {
      throw new ConflictError(
        'Somebody works on this run right now. Press again when that has ended.',
      );
    }
    return holdLease(store, lease, signal, held => work(lease, held));
  }

  async #record(
    run: StoredRun | undefined,
    action: DifferenceAction,
    person: Person,
    message: string,
  ) {
    if (run) {
      await this.options.store.record(run.id, {
        actor: person.ref,
        type: `difference-${PAST[action]}`,
        message,
      });
    }
  }
}

const PAST: Record<DifferenceAction, string> = {
  adopt: 'adopted',
  recreate: 'recreated',
  forget: 'forgotten',
};
