import { LoggerService } from '@backstage/backend-plugin-api';
import { ServiceUnavailableError, stringifyError } from '@backstage/errors';
import { ArgoCdApplicationEvent, ArgoCdClient } from '@runway/integrations';
import { setTimeout as sleep } from 'node:timers/promises';
import { ApplicationChange, ApplicationRecord } from './ApplicationIndex';
import { FeedTelemetry } from './FeedTelemetry';
import { findWithheld } from './findWithheld';
import { InMemoryApplicationIndex } from './InMemoryApplicationIndex';
import { MissedChanges } from './MissedChanges';
import { StringPool } from './StringPool';
import { toApplicationRecord } from './toApplicationRecord';

/** Numbers behind a feed, in milliseconds; tests make them small. */
export interface FeedTiming {
  /** Upper bound of the first wait before connecting again; doubles with each failure. The wait is a random part of it. */
  retryBaseMs: number;
  retryCapMs: number;
  /** A stream that told nothing for that long is probed. */
  silenceMs: number;
  /** A stream that does talk is compared with a list that often: Argo CD drops what it can't send fast enough. */
  checkMs: number;
  /** How long after connecting the first probe comes: what changed between list and stream would be missing. */
  firstProbeMs: number;
  /** Time for an event that is on its way when a probe finds a difference. */
  graceMs: number;
  /** Without a sign of life for that long a connection is dead. */
  idleTimeoutMs?: number;
}

const defaultTiming: FeedTiming = {
  retryBaseMs: 500,
  retryCapMs: 30_000,
  silenceMs: 60_000,
  checkMs: 600_000,
  firstProbeMs: 5_000,
  graceMs: 2_000,
};

/** A wait that failed doesn't count any more after the stream has lived that long. */
const STABLE_MS = 30_000;

const nameOf = ({ namespace, name }: ApplicationRecord['summary']) =>
  `${namespace}/${name}`;

/** What is asked for in a stream: what a record is made of. */
const STREAM_FIELDS = [
  'metadata.namespace',
  'metadata.uid',
  'metadata.resourceVersion',
  'metadata.labels',
  'metadata.annotations',
  'metadata.ownerReferences',
  'metadata.deletionTimestamp',
  'spec',
  'operation',
  'status.sync',
  'status.health',
  'status.operationState',
  'status.conditions',
  'status.resources',
  'status.history',
  'status.summary',
];

/**
 * Keeps the index of one Argo CD instance up to date: opens the stream, lists, follows; begins anew, after a pause, when
 * the stream ends, breaks, goes silent or has missed something. Load on Argo CD doesn't depend on who reads.
 */
export class ApplicationFeed {
  readonly #stopped = new AbortController();
  readonly #timing: FeedTiming;
  readonly #strings = new StringPool();
  readonly #missed: MissedChanges;
  #running: Promise<void> | undefined;
  #lastEventAt = 0;
  #version = 0;

  constructor(
    private readonly options: {
      client: Pick<
        ArgoCdClient,
        | 'instance'
        | 'readApplications'
        | 'applicationsVersion'
        | 'findApplication'
        | 'streamApplications'
      >;
      index: InMemoryApplicationIndex;
      teamOf(service: string | undefined, project: string): string | undefined;
      telemetry: FeedTelemetry;
      logger: LoggerService;
      timing?: Partial<FeedTiming>;
    },
  ) {
    this.#timing = { ...defaultTiming, ...options.timing };
    this.#missed = new MissedChanges(options);
  }

  /** Begins; returns at once. */
  start(): void {
    this.#running ??= this.#run(this.#stopped.signal);
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#running;
  }

  get #instance() {
    return this.options.client.instance;
  }

  async #run(signal: AbortSignal) {
    let failures = 0;
    while (!signal.aborted) {
      const startedAt = Date.now();
      const error = await this.#connect(signal).catch(problem => problem);
      if (signal.aborted) {
        return;
      }
      failures = Date.now() - startedAt > STABLE_MS ? 1 : failures + 1;
      this.#report(error, failures);
      await sleep(this.#pauseMs(failures), undefined, { signal }).catch(
        () => {},
      );
    }
  }

  #pauseMs(failures: number): number {
    const { retryBaseMs, retryCapMs } = this.#timing;
    const bound = Math.min(retryCapMs, retryBaseMs * 2 ** (failures - 1));
    return bound * (0.5 + Math.random() / 2);
  }

  #report(error: unknown, failures: number) {
    const { telemetry, logger, index } = this.options;
    telemetry.reconnecting(this.#instance, error ? 'failed' : 'ended');
    // A proxy may end a stream each few minutes: that is no failure, unless it is at once.
    if (error || failures > 1) {
      index.failed(
        this.#instance,
        error ?? new ServiceUnavailableError('ended'),
      );
      // Argo CD being away for a day is one line and then one an hour or so, not thousands.
      if (Number.isInteger(Math.log2(failures))) {
        logger.warn(
          `Applications of Argo CD ${this.#instance} can't be followed: ${
            error ? stringifyError(error) : 'their stream ends at once'
          }`,
        );
      }
    }
  }

  /** One connection, from its beginning to its end. Returns when the server ended it, throws when it failed. */
  async #connect(signal: AbortSignal): Promise<void> {
    const { client } = this.options;
    const connection = new AbortController();
    const both = AbortSignal.any([signal, connection.signal]);
    const began = await client.applicationsVersion({ signal: both });
    const early: ArgoCdApplicationEvent[] = [];
    let listed = false;
    // The stream comes first: what happens during the list is in one of the two. It may take a while to answer, so a
    // stream that can't be opened doesn't keep the list from being shown.
    const following = this.#follow(began, both, event => {
      if (listed) {
        this.#apply(event);
      } else {
        early.push(event);
      }
    });
    following.catch(() => {});
    try {
      await this.#list(both);
      listed = true;
      early.splice(0).forEach(event => this.#apply(event));
      const watching = this.#watchOver(both);
      watching.catch(() => {});
      await Promise.race([following, watching]);
    } finally {
      connection.abort();
      await following.catch(() => {});
    }
  }

  async #follow(
    resourceVersion: string | undefined,
    signal: AbortSignal,
    take: (event: ArgoCdApplicationEvent) => void,
  ) {
    const { idleTimeoutMs } = this.#timing;
    const events = this.options.client.streamApplications(
      { resourceVersion, fields: STREAM_FIELDS },
      { signal, ...(idleTimeoutMs && { idleTimeoutMs }) },
    );
    for await (const event of events) {
      take(event);
    }
  }

  async #list(signal: AbortSignal) {
    const { client, index, telemetry } = this.options;
    const startedAt = performance.now();
    const records = new Array<ApplicationRecord>();
    // Whole applications: Argo CD's lists can't be asked for uid, version and history alone.
    const { resourceVersion } = await client.readApplications(
      {},
      application => {
        const { metadata } = application;
        const known = index.get({
          instance: this.#instance,
          namespace: metadata.namespace ?? '',
          name: metadata.name,
        });
        const isKnown =
          known?.uid === metadata.uid &&
          known?.resourceVersion === metadata.resourceVersion;
        records.push(isKnown ? known! : this.#toRecord(application));
      },
      { signal },
    );
    if (!resourceVersion) {
      // Taken for an empty list it would make everything disappear.
      throw new ServiceUnavailableError('The answer is no list: no version');
    }
    const listed = new Set(records.map(({ summary }) => nameOf(summary)));
    const missing = index
      .ofInstance(this.#instance)
      .filter(({ summary }) => !listed.has(nameOf(summary)));
    const withheld = await findWithheld(client, missing, signal);
    index.replace(this.#instance, records, withheld);
    this.#version = Number(resourceVersion);
    this.#lastEventAt = Date.now();
    const seconds = (performance.now() - startedAt) / 1000;
    telemetry.listed(this.#instance, seconds);
    this.options.logger.info(
      `${records.length} applications of Argo CD ${
        this.#instance
      } listed in ${seconds.toFixed(1)} s`,
    );
    if (withheld.length) {
      this.options.logger.warn(
        `Argo CD ${this.#instance} no longer shows ${
          withheld.length
        } applications to the portal's account`,
      );
    }
  }

  #toRecord(application: Parameters<typeof toApplicationRecord>[0]) {
    return toApplicationRecord(application, {
      instance: this.#instance,
      teamOf: this.options.teamOf,
      intern: this.#strings.intern,
    });
  }

  #apply({ type, application }: ArgoCdApplicationEvent) {
    const change: ApplicationChange = {
      type: type === 'DELETED' ? 'deleted' : 'changed',
      record: this.#toRecord(application),
    };
    this.#lastEventAt = Date.now();
    this.#version = Math.max(
      this.#version,
      Number(change.record.resourceVersion) || 0,
    );
    this.options.telemetry.event(this.#instance, change.type);
    this.options.index.apply(change);
  }

  /** Throws when the stream has missed something; otherwise ends with the signal. */
  async #watchOver(signal: AbortSignal) {
    const { silenceMs, checkMs, firstProbeMs } = this.#timing;
    const pause = (ms: number) => sleep(ms, undefined, { signal });
    let probeAt = Date.now() + firstProbeMs;
    let compareAt = Date.now() + checkMs;
    let confirmed = 0;
    for (;;) {
      await pause(Math.max(Math.min(probeAt, compareAt) - Date.now(), 0));
      const spokeAt = this.#lastEventAt;
      if (
        confirmed &&
        Date.now() < compareAt &&
        Date.now() - spokeAt < silenceMs
      ) {
        probeAt = spokeAt + silenceMs;
        continue;
      }
      const version = Number(
        await this.options.client.applicationsVersion({ signal }),
      );
      if (
        version > Math.max(this.#version, confirmed) ||
        Date.now() >= compareAt
      ) {
        await this.#compare(signal);
        compareAt = Date.now() + checkMs;
      }
      this.options.index.heard(this.#instance);
      confirmed = Math.max(confirmed, version, 1);
      probeAt = Date.now() + silenceMs;
    }
  }

  /** The version also moves by what isn't streamed, so that only a comparison tells whether something is missing. */
  async #compare(signal: AbortSignal) {
    const suspects = await this.#missed.find(signal);
    if (suspects.length) {
      await sleep(this.#timing.graceMs, undefined, { signal });
    }
    const missed = suspects.filter(isStillMissed => isStillMissed()).length;
    if (missed) {
      throw new ServiceUnavailableError(
        `The stream of Argo CD ${this.#instance} has missed ${missed} changes`,
      );
    }
  }
}
