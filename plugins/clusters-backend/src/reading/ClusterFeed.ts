import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import { isUpstreamError, type KubernetesClient } from '@runway/integrations';
import {
  type ClusterPart,
  clusterParts,
  type UnreadPart,
} from '@runway/plugin-clusters-common';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fact } from './clusterFacts';
import { explainFailure } from './explainFailure';
import { readPart } from './readPart';

/** Durations in milliseconds. */
export interface FeedTiming {
  /**
   * Until the first reading, unless somebody looks before: it loads what it takes to talk to a cluster, half a second of
   * processor time, for which nobody should wait while the portal becomes ready.
   */
  firstAfterMs: number;
  /** Between two readings while nobody looks; up to a tenth more or less, so that clusters and replicas don't fall in step. */
  everyMs: number;
  /** What people look at is read again when it is older than this. */
  wantedMs: number;
  /** For the pages of one kind, all together. */
  deadlineMs: number;
  /** How long somebody who asks waits for the first reading. */
  patienceMs: number;
  /** Objects a request. */
  pageSize: number;
}

export const defaultTiming: FeedTiming = {
  firstAfterMs: 1_000,
  everyMs: 60_000,
  wantedMs: 20_000,
  deadlineMs: 30_000,
  patienceMs: 3_000,
  pageSize: 500,
};

/** What is known of a part: the last reading that went well, and why the newest one didn't. */
interface Part<P extends ClusterPart> {
  facts?: ReadonlyArray<Fact<P>>;
  /** Milliseconds since the epoch. */
  readAt?: number;
  failure?: Pick<UnreadPart, 'reason' | 'message'>;
}

type Parts = { [P in ClusterPart]: Part<P> };

/**
 * Reads one cluster again and again and remembers what it said, so that load on the cluster doesn't grow with the number
 * of people who look. Kinds fail one by one: what could not be read keeps what was known and its age. Only what the
 * cluster doesn't let the portal see any more is forgotten.
 */
export class ClusterFeed {
  readonly cluster: string;
  readonly #timing: FeedTiming;
  readonly #stopped = new AbortController();
  readonly #parts: Parts = {
    namespaces: {},
    networkpolicies: {},
    resourcequotas: {},
    limitranges: {},
    rolebindings: {},
  };
  #version = 0;
  #reading: Promise<void> | undefined;
  /** When the last reading ended. */
  #triedAt: number | undefined;
  #running: Promise<void> | undefined;

  constructor(
    private readonly options: {
      client: Pick<KubernetesClient, 'instance' | 'list'>;
      logger: LoggerService;
      timing?: Partial<FeedTiming>;
    },
  ) {
    this.cluster = options.client.instance;
    this.#timing = { ...defaultTiming, ...options.timing };
  }

  /** Grows whenever something may have changed. */
  get version(): number {
    return this.#version;
  }

  /** Whether a reading has ended, well or not. */
  get isTried(): boolean {
    return this.#triedAt !== undefined;
  }

  /** @returns undefined when nothing is known */
  facts<P extends ClusterPart>(part: P): ReadonlyArray<Fact<P>> | undefined {
    return this.#parts[part].facts;
  }

  /** Age in seconds of what is known of a part; null when nothing is. */
  ageOf(part: ClusterPart): number | null {
    const { readAt } = this.#parts[part];
    return readAt === undefined
      ? null
      : Math.max(0, Math.round((Date.now() - readAt) / 1000));
  }

  /** What the newest reading failed to read. */
  unread(): UnreadPart[] {
    return clusterParts.flatMap(part => {
      const { failure } = this.#parts[part];
      return failure
        ? [{ part, ageSeconds: this.ageOf(part), ...failure }]
        : [];
    });
  }

  /** Begins; returns at once. */
  start(): void {
    this.#running ??= this.#run(this.#stopped.signal);
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#running;
    await this.#reading;
  }

  /** Somebody looks: what is old is read again, and the first reading is waited for, but not for long. */
  async wanted(): Promise<void> {
    const { wantedMs, patienceMs } = this.#timing;
    if (this.#triedAt === undefined || Date.now() - this.#triedAt > wantedMs) {
      void this.refresh();
    }
    if (!this.isTried) {
      const patience = new AbortController();
      await Promise.race([
        this.#reading,
        sleep(patienceMs, undefined, { signal: patience.signal }).catch(
          () => {},
        ),
      ]);
      patience.abort();
    }
  }

  /** Reads everything once; those who ask meanwhile share it. Never rejects. */
  refresh(): Promise<void> {
    if (this.#stopped.signal.aborted) {
      return Promise.resolve();
    }
    this.#reading ??= this.#readAll().finally(() => {
      this.#reading = undefined;
      this.#triedAt = Date.now();
      this.#version += 1;
    });
    return this.#reading;
  }

  async #run(signal: AbortSignal): Promise<void> {
    const { everyMs, firstAfterMs } = this.#timing;
    let pause = firstAfterMs;
    while (!signal.aborted) {
      await sleep(pause, undefined, { signal }).catch(() => {});
      await this.refresh();
      pause = everyMs * (0.9 + 0.2 * Math.random());
    }
  }

  async #readAll(): Promise<void> {
    const [first, ...others] = clusterParts;
    // Before what lies in them: a namespace that is made meanwhile must not seem to have nothing.
    await this.#read(first);
    await Promise.all(others.map(part => this.#read(part)));
  }

  async #read<P extends ClusterPart>(part: P): Promise<void> {
    const { client, logger } = this.options;
    const { deadlineMs, pageSize } = this.#timing;
    const known = this.#parts[part] as Part<P>;
    const deadline = AbortSignal.timeout(deadlineMs);
    const signal = AbortSignal.any([this.#stopped.signal, deadline]);
    try {
      known.facts = await readPart(client, part, { pageSize, signal });
      known.readAt = Date.now();
      known.failure = undefined;
    } catch (error) {
      if (this.#stopped.signal.aborted) {
        return;
      }
      const failure = explainFailure(
        this.cluster,
        part,
        error,
        deadline.aborted,
      );
      if (known.failure?.reason !== failure.reason) {
        logger.warn(`${failure.message} ${stringifyError(error)}`);
      }
      known.failure = failure;
      // Not so when only the credential is refused: that says nothing about what it may see.
      if (isUpstreamError(error) && error.upstreamStatus === 403) {
        known.facts = undefined;
        known.readAt = undefined;
      }
    }
  }
}
