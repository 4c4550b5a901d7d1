import type {
  ClusterObjects,
  FetchResponse,
} from '@backstage/plugin-kubernetes-common';
import {
  isUpstreamError,
  type KubernetesClient,
  type KubernetesObject,
} from '@runway/integrations';
import { LRUCache } from 'lru-cache';
import { explainFailure } from './explainFailure';
import type { Selection } from './Selection';
import { toPodMetrics } from './toPodMetrics';
import { withoutConfiguration } from './withoutConfiguration';
import { WORKLOAD_KINDS, type WorkloadKind } from './WORKLOAD_KINDS';

/** Everybody who looks at the same thing within this time sees the same answer, in milliseconds. */
const FRESH_MS = 5_000;

/** Answers that are kept, also for when a cluster is down. */
const MAX_ANSWERS = 100;

/** Objects of a kind that are shown at most. */
const LIMIT = 500;

const METRICS: WorkloadKind = {
  type: 'podstatus',
  apiVersion: 'metrics.k8s.io/v1beta1',
  kind: 'PodMetrics',
};

/** Objects of a kind. */
interface Part {
  objects: KubernetesObject[];
  /** When they were read, in milliseconds since the epoch. */
  readAt: number;
  /** Why they couldn't be read now. */
  failure?: string;
  /** There are more than {@link LIMIT}. */
  isCut?: boolean;
}

type Parts = Map<WorkloadKind, Part>;

/**
 * Reads what an entity has in one environment. Asking often costs a cluster no more than asking each five seconds; what a
 * cluster doesn't tell in time is shown as it was, with its age.
 */
export class EnvironmentReader {
  readonly #answers: LRUCache<string, Parts, Selection>;
  readonly #now: () => number;

  constructor(
    private readonly options: {
      environment: string;
      client: Pick<KubernetesClient, 'instance' | 'list'>;
      /** Whether other environments are in the same cluster: labels tell them apart. */
      isShared: boolean;
      /** After that long an answer is given without what is missing, in milliseconds. */
      deadlineMs: number;
      now?: () => number;
    },
  ) {
    this.#now = options.now ?? Date.now;
    this.#answers = new LRUCache<string, Parts, Selection>({
      max: MAX_ANSWERS,
      ttl: FRESH_MS,
      fetchMethod: (_key, former, { context }) => this.#read(context, former),
    });
  }

  get environment(): string {
    return this.options.environment;
  }

  get cluster(): string {
    return this.options.client.instance;
  }

  /** Never throws: what couldn't be read is in `errors`. */
  async read(selection: Selection): Promise<ClusterObjects> {
    const parts = await this.#answers.forceFetch(JSON.stringify(selection), {
      context: selection,
    });
    const shown = WORKLOAD_KINDS.map(({ type, kind }) => ({
      type,
      kind,
      part: partOf(parts, kind),
    }));
    return {
      cluster: clusterOf(this),
      // In the shapes of the API server, as the components expect them.
      resources: shown.map(({ type, part }) => ({
        type,
        resources: part.objects,
      })) as unknown as FetchResponse[],
      podMetrics: toPodMetrics(
        partOf(parts, 'Pod').objects,
        partOf(parts, METRICS.kind).objects,
      ),
      errors: this.#explain(shown).map(message => ({
        errorType: 'FETCH_ERROR',
        message,
      })),
    };
  }

  async #read(selection: Selection, former?: Parts): Promise<Parts> {
    const signal = AbortSignal.timeout(this.options.deadlineMs);
    const { environment, isShared } = this.options;
    const labelSelector = isShared
      ? `${selection.selector},runway.aerq.io/environment=${environment}`
      : selection.selector;
    return new Map(
      await Promise.all(
        [...WORKLOAD_KINDS, METRICS].map(async kind => {
          const input = {
            apiVersion: kind.apiVersion,
            kind: kind.kind,
            namespace: selection.namespace,
            labelSelector,
            limit: LIMIT,
          };
          const part = await this.#readPart(input, signal, former?.get(kind));
          return [kind, part] as const;
        }),
      ),
    );
  }

  async #readPart(
    input: Parameters<KubernetesClient['list']>[0],
    signal: AbortSignal,
    former: Part | undefined,
  ): Promise<Part> {
    const { client } = this.options;
    try {
      const list = await client.list(input, { signal });
      return {
        objects: list.items.map(withoutConfiguration),
        readAt: this.#now(),
        isCut: list.continue !== undefined,
      };
    } catch (error) {
      const failure = explainFailure(
        client.instance,
        `objects of kind ${input.kind}`,
        error,
        signal.aborted,
      );
      const isForbidden =
        isUpstreamError(error) && error.upstreamStatus === 403;
      return former && !isForbidden
        ? { ...former, failure }
        : { objects: [], readAt: this.#now(), failure };
    }
  }

  /** Each failure once, with the age of what is shown instead. */
  #explain(shown: Array<{ kind: string; part: Part }>): string[] {
    const failed = shown.filter(({ part }) => part.failure);
    const messages = new Set(failed.map(({ part }) => part.failure!));
    return [
      ...[...messages].map(message => {
        const kept = failed.filter(
          ({ part }) => part.failure === message && part.objects.length,
        );
        const readAt = Math.min(...kept.map(({ part }) => part.readAt));
        return kept.length
          ? `${message} What is shown was read ${this.#secondsSince(
              readAt,
            )} s ago.`
          : message;
      }),
      ...shown
        .filter(({ part }) => part.isCut)
        .map(
          ({ kind }) =>
            `Only the first ${LIMIT} objects of kind ${kind} are shown.`,
        ),
    ];
  }

  #secondsSince(time: number): number {
    return Math.max(0, Math.round((this.#now() - time) / 1000));
  }
}

/** How an environment is called in the tab. */
export const clusterOf = ({
  environment,
  cluster,
}: {
  environment: string;
  cluster: string;
}) => ({
  name: environment,
  title: environment === cluster ? environment : `${environment} (${cluster})`,
});

function partOf(parts: Parts, kind: string): Part {
  return [...parts].find(([each]) => each.kind === kind)![1];
}
