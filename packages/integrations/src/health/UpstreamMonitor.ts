import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Meter } from '@opentelemetry/api';
import type {
  RequestRecord,
  UpstreamClient,
} from '../upstreams/UpstreamClient';
import type { Upstreams } from '../upstreams/Upstreams';
import { type Finding, probeUpstream } from './probeUpstream';
import type { UpstreamHealth, UpstreamHealthState } from './UpstreamHealth';

/** Numbers behind the checks; tests make them small. In milliseconds. */
export interface MonitorTuning {
  everyMs: number;
  /**
   * How long after the start the first check comes: it loads what it takes to talk to a cluster, half a second of processor
   * time, for which nobody should wait while the portal becomes ready.
   */
  firstAfterMs: number;
  /** Longest time a check may take. */
  timeoutMs: number;
  /** An answer that takes longer than this counts as degraded. */
  slowMs: number;
  /** A call that failed brings the next check forward, to this long after the last one. */
  againAfterMs: number;
}

const defaultTuning: MonitorTuning = {
  everyMs: 30_000,
  firstAfterMs: 1_000,
  timeoutMs: 10_000,
  slowMs: 2_000,
  againAfterMs: 5_000,
};

const STATES: UpstreamHealthState[] = ['ok', 'degraded', 'down'];

/** Outcomes of calls that make one wonder how the instance is. */
const ILL: ReadonlySet<RequestRecord['outcome']> = new Set([
  'failed',
  'timeout',
  'unreachable',
]);

type Entry = Omit<UpstreamHealth, 'breaker'> & {
  client: UpstreamClient;
  probing: boolean;
};

/**
 * Knows how each instance of the upstream systems is: asks each one at intervals, and sooner after a call that failed. At
 * most one check of an instance is under way, and each ends in time.
 */
export class UpstreamMonitor {
  #entries: Entry[] = [];
  readonly #tuning: MonitorTuning;
  #timer: NodeJS.Timeout | undefined;
  #first: NodeJS.Timeout | undefined;
  #leave = () => {};

  constructor(
    private readonly options: {
      /** Called once, when the checks begin. */
      upstreams: () => Upstreams;
      logger: LoggerService;
      meter: Meter;
      tuning?: Partial<MonitorTuning>;
    },
  ) {
    this.#tuning = { ...defaultTuning, ...options.tuning };
    this.#measure();
  }

  /** How often each instance is asked, in milliseconds. */
  get everyMs() {
    return this.#tuning.everyMs;
  }

  start() {
    const upstreams = this.options.upstreams();
    this.#entries = upstreams.clients().map(client => ({
      client,
      system: client.system,
      instance: client.instance,
      webUrl: client.webUrl,
      state: 'unknown',
      environments: environmentsOf(client, upstreams),
      probing: false,
    }));
    const pass = () =>
      this.#entries.forEach(entry => void this.#check(entry, upstreams));
    this.#timer = setInterval(pass, this.#tuning.everyMs);
    this.#timer.unref();
    this.#leave = upstreams.onRequest(record =>
      this.#listen(record, upstreams),
    );
    this.#first = setTimeout(pass, this.#tuning.firstAfterMs);
    this.#first.unref();
  }

  stop() {
    clearTimeout(this.#first);
    clearInterval(this.#timer);
    this.#leave();
  }

  /** In the order of the configuration; nothing before the checks have begun. */
  current(): UpstreamHealth[] {
    return this.#entries.map(({ client, probing: _, ...seen }) => ({
      ...seen,
      breaker: client.breakerState,
    }));
  }

  #listen(
    { system, instance, operation, outcome }: RequestRecord,
    upstreams: Upstreams,
  ) {
    if (operation === 'health' || !ILL.has(outcome)) {
      return;
    }
    const entry = this.#entries.find(
      each => each.system === system && each.instance === instance,
    );
    const age = Date.now() - (entry?.checkedAt ?? 0);
    if (entry && age > this.#tuning.againAfterMs) {
      void this.#check(entry, upstreams);
    }
  }

  async #check(entry: Entry, upstreams: Upstreams) {
    if (entry.probing) {
      return;
    }
    entry.probing = true;
    // A check that the circuit breaker refuses says nothing new: the reason why it opened is what people want to read.
    const known =
      entry.state === 'down' && entry.client.breakerState === 'open'
        ? entry.problem
        : undefined;
    const started = performance.now();
    const signal = AbortSignal.timeout(this.#tuning.timeoutMs);
    let finding: Finding;
    try {
      finding = await probeUpstream(upstreams, entry.client, signal);
    } catch (error) {
      finding = { state: 'down', problem: known ?? (error as Error).message };
    } finally {
      entry.probing = false;
    }
    entry.latencyMs = Math.round(performance.now() - started);
    entry.checkedAt = Date.now();
    this.#settle(entry, this.#judge(entry, finding));
  }

  #judge({ client, latencyMs }: Entry, finding: Finding): Finding {
    if (finding.state !== 'ok') {
      return finding;
    }
    if (client.breakerState !== 'closed') {
      return {
        state: 'degraded',
        problem: 'Checks pass, but other requests failed in a row',
      };
    }
    return latencyMs! > this.#tuning.slowMs
      ? {
          state: 'degraded',
          problem: `A check took ${(latencyMs! / 1000).toFixed(1)} s`,
        }
      : finding;
  }

  #settle(entry: Entry, { state, problem }: Finding) {
    const before = entry.state;
    entry.problem = problem;
    if (state === before) {
      return;
    }
    entry.state = state;
    entry.since = entry.checkedAt;
    const logger = this.options.logger.child({
      upstream: `${entry.system}/${entry.instance}`,
    });
    if (state !== 'ok') {
      logger.warn(`Upstream is ${state}: ${problem}`);
    } else if (before !== 'unknown') {
      logger.info('Upstream is ok again');
    }
  }

  #measure() {
    const { meter } = this.options;
    meter
      .createObservableGauge('runway_upstream_state', {
        description: '1 for the state that the upstream was last seen in',
      })
      .addCallback(result => {
        for (const { system, instance, state } of this.#entries) {
          STATES.forEach(each =>
            result.observe(Number(state === each), {
              system,
              instance,
              state: each,
            }),
          );
        }
      });
  }
}

function environmentsOf(
  { system, instance }: UpstreamClient,
  { environments }: Upstreams,
): string[] {
  const key = system === 'kubernetes' ? 'cluster' : system;
  return environments
    .filter(each => key === 'gitlab' || each[key] === instance)
    .map(({ name }) => name);
}
