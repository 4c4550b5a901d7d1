import { AuditorService, LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import { ApplicationIndex } from '../feed/ApplicationIndex';
import { applicationKey } from '../applications/argoCdNames';
import { ACTIVE, ActionChange, ActionStore, StoredAction } from './ActionStore';
import { ActionRecovery } from './ActionRecovery';
import { judgeAction } from './judgeAction';

const TICK_MS = 2_000;
const MAX_ACTIVE = 500;
/** How long a replica that asks upstreams about an action keeps the others from it. */
const CLAIM_MS = 30_000;

/**
 * Follows actions to their end: through the index, which costs nothing and is what makes it quick, and each two seconds
 * through the database, which finds what other replicas began and what a killed process left. Each replica follows; the
 * first one that sees the end writes it.
 */
export class ActionFollower {
  /** Actions under way, by application. */
  #active = new Map<string, StoredAction[]>();
  readonly #busy = new Set<string>();
  #unsubscribe = () => {};
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(
    private readonly options: {
      store: ActionStore;
      index: Pick<ApplicationIndex, 'get' | 'knows' | 'subscribe'>;
      recovery: ActionRecovery;
      auditor: AuditorService;
      logger: LoggerService;
      /** Called when an action is not as it was. */
      onChange(action: StoredAction): void;
      tickMs?: number;
      now?: () => number;
    },
  ) {}

  start(): void {
    this.#unsubscribe = this.options.index.subscribe(({ record }) => {
      for (const action of this.#active.get(applicationKey(record.summary)) ??
        []) {
        this.#look(action).catch(this.#log);
      }
    });
    this.#schedule(0);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#unsubscribe();
    clearTimeout(this.#timer);
    await this.#running;
  }

  /** Writes what became of an action, tells of it, and follows it on. */
  async changed(
    action: StoredAction,
    change: ActionChange,
  ): Promise<StoredAction> {
    const { store, auditor, onChange } = this.options;
    const changed = await store.change(action.id, change);
    if (!changed) {
      // Another replica was faster.
      return (await store.get(action.id)) ?? action;
    }
    onChange(changed);
    if (ACTIVE.includes(changed.state)) {
      this.#remember(changed);
      this.#look(changed).catch(this.#log);
    } else {
      const event = await auditor.createEvent({
        eventId: 'application-action-end',
        severityLevel: 'low',
        meta: {
          actionId: changed.id,
          kind: changed.request.kind,
          by: changed.by,
          application: applicationKey(changed.application),
          state: changed.state,
        },
      });
      await (changed.state === 'succeeded'
        ? event.success()
        : event.fail({ error: new Error(changed.message ?? changed.state) }));
    }
    return changed;
  }

  #schedule(delayMs: number) {
    if (!this.#stopped) {
      this.#timer = setTimeout(() => {
        this.#running = this.#tick()
          .catch(this.#log)
          .finally(() => this.#schedule(this.options.tickMs ?? TICK_MS));
      }, delayMs);
    }
  }

  async #tick() {
    const actions = await this.options.store.active(MAX_ACTIVE);
    this.#active = new Map();
    actions.forEach(action => this.#remember(action));
    await Promise.all(actions.map(action => this.#look(action)));
  }

  #remember(action: StoredAction) {
    const key = applicationKey(action.application);
    const others = (this.#active.get(key) ?? []).filter(
      ({ id }) => id !== action.id,
    );
    this.#active.set(key, [...others, action]);
  }

  async #look(action: StoredAction): Promise<void> {
    if (this.#busy.has(action.id) || this.#stopped) {
      return;
    }
    this.#busy.add(action.id);
    try {
      const judgement = this.#judge(action);
      if (judgement.kind === 'ended') {
        await this.changed(action, judgement.change);
        return;
      }
      const now = (this.options.now ?? Date.now)();
      const isDue = action.lookAt <= now;
      if (
        (judgement.kind === 'overtaken' || isDue) &&
        this.#mustAsk(action, judgement.kind) &&
        (await this.options.store.claim(action, now + CLAIM_MS))
      ) {
        const change = await this.options.recovery.look(action);
        await this.changed(action, change);
      }
    } finally {
      this.#busy.delete(action.id);
    }
  }

  #judge(action: StoredAction): ReturnType<typeof judgeAction> {
    const { index } = this.options;
    const record = index.get(action.application);
    if (!record && !index.knows(action.application.instance)) {
      return { kind: 'open' };
    }
    return action.method === 'merge-request' || action.state === 'requested'
      ? { kind: 'open' }
      : judgeAction(action, record);
  }

  /** An operation of Argo CD that runs is seen in the index; everything else has to be asked for. */
  #mustAsk(action: StoredAction, kind: 'open' | 'overtaken'): boolean {
    return (
      kind === 'overtaken' ||
      action.method === 'merge-request' ||
      action.state === 'requested'
    );
  }

  readonly #log = (error: unknown) => {
    this.options.logger.warn(
      `Actions could not be followed: ${stringifyError(error)}`,
    );
  };
}
