import type { KubernetesObject } from '../../../core/SandboxContext';
import { randomSuffix, timestamp } from '../../objects/prepareObject';
import type { ClusterClient } from '../ClusterClient';
import { isTrue, withCondition, type Condition } from '../conditions';
import {
  controllerOf,
  itself,
  splitKey,
  type Again,
  type Controller,
  type ControllerContext,
  type KeysOf,
} from '../Controller';
import { isActive, isReady, podFrom } from '../PodTemplate';
import {
  count,
  earliest,
  failuresOf,
  finishedAt,
  outcomeOf,
  untilDeadline,
  type Outcome,
} from './jobProgress';

const resource = 'jobs.batch';
const podBackoff = 10_000;
const longestBackoff = 360_000;
const indexAnnotation = 'batch.kubernetes.io/job-completion-index';

/** Runs the Pods of Jobs to their end. */
export class JobController implements Controller {
  readonly name = 'job-controller';
  readonly watches: Record<string, KeysOf> = {
    [resource]: itself,
    pods: controllerOf('Job'),
  };
  readonly #client: ClusterClient;

  constructor(private readonly context: ControllerContext) {
    this.#client = context.client(this.name);
  }

  reconcile(key: string): Again {
    const [namespace, name] = splitKey(key);
    const job = this.#client.get(resource, namespace, name);
    if (!job || job.metadata.deletionTimestamp) {
      return undefined;
    }
    if (isTrue(job, 'Complete') || isTrue(job, 'Failed')) {
      return this.#expire(job);
    }
    const pods = this.#client.controlled('pods', job);
    const outcome = outcomeOf(job, pods);
    if (outcome || job.spec.suspend) {
      pods.filter(isActive).forEach(pod => this.#client.delete('pods', pod));
    } else {
      const wait = this.#fill(job, pods);
      this.#updateStatus(job, undefined);
      return earliest(wait, untilDeadline(job));
    }
    this.#updateStatus(job, outcome);
    return undefined;
  }

  /** Starts missing Pods; after failures only after a while. */
  #fill(job: KubernetesObject, pods: KubernetesObject[]): number | undefined {
    const { parallelism = 1 } = job.spec;
    const active = pods.filter(isActive).length;
    const succeeded = count(pods, 'Succeeded');
    const missing =
      job.spec.completions === undefined
        ? (succeeded > 0 ? 0 : parallelism) - active
        : Math.min(parallelism, job.spec.completions - succeeded) - active;
    if (missing <= 0) {
      return undefined;
    }
    const wait = this.#untilRetry(pods);
    if (wait > 0) {
      return wait;
    }
    for (let number = 0; number < missing; number += 1) {
      this.#start(job);
    }
    return undefined;
  }

  #untilRetry(pods: KubernetesObject[]): number {
    const failed = pods.filter(pod => pod.status?.phase === 'Failed');
    if (failed.length === 0) {
      return 0;
    }
    const last = Math.max(...failed.map(finishedAt));
    const pause = Math.min(
      podBackoff * 2 ** (failed.length - 1),
      longestBackoff,
    );
    return last + this.context.delay(pause) - Date.now();
  }

  #start(job: KubernetesObject) {
    const { template, completionMode } = job.spec;
    const index =
      completionMode === 'Indexed' ? this.#freeIndex(job) : undefined;
    const suffix = index === undefined ? '' : `-${index}`;
    const pod = podFrom(job, template, {
      name: `${job.metadata.name}${suffix}-${randomSuffix()}`,
    });
    if (index !== undefined) {
      pod.metadata.annotations = {
        ...pod.metadata.annotations,
        [indexAnnotation]: String(index),
      };
    }
    const created = this.#client.create('pods', pod);
    this.#client.event(
      job,
      'Normal',
      'SuccessfulCreate',
      `Created pod: ${created.metadata.name}`,
    );
  }

  #freeIndex(job: KubernetesObject): number {
    const taken = new Set(
      this.#client
        .controlled('pods', job)
        .filter(pod => pod.status?.phase !== 'Failed')
        .map(pod => Number(pod.metadata.annotations?.[indexAnnotation])),
    );
    let index = 0;
    while (taken.has(index)) {
      index += 1;
    }
    return index;
  }

  #updateStatus(job: KubernetesObject, outcome: Outcome | undefined) {
    const pods = this.#client.controlled('pods', job);
    const active = pods.filter(isActive);
    const known = job.status ?? {};
    const failed = failuresOf(pods);
    let conditions: Condition[] = known.conditions ?? [];
    if (job.spec.suspend && !outcome) {
      conditions = withCondition(conditions, {
        type: 'Suspended',
        status: 'True',
        reason: 'JobSuspended',
        message: 'Job suspended',
      });
    }
    if (outcome) {
      const first =
        outcome.type === 'Complete' ? 'SuccessCriteriaMet' : 'FailureTarget';
      for (const type of [first, outcome.type]) {
        conditions = withCondition(conditions, {
          type,
          status: 'True',
          reason: outcome.reason,
          message: outcome.message,
        });
      }
      this.#client.event(
        job,
        outcome.type === 'Complete' ? 'Normal' : 'Warning',
        outcome.type === 'Complete' ? 'Completed' : outcome.reason,
        outcome.type === 'Complete' ? 'Job completed' : outcome.message,
      );
    }
    this.#client.updateStatus(resource, job, {
      ...(active.length > 0 ? { active: active.length } : {}),
      ...(count(pods, 'Succeeded') > 0
        ? { succeeded: count(pods, 'Succeeded') }
        : {}),
      ...(failed > 0 ? { failed } : {}),
      ready: active.filter(isReady).length,
      terminating: 0,
      uncountedTerminatedPods: {},
      ...(job.spec.suspend
        ? {}
        : { startTime: known.startTime ?? timestamp() }),
      ...(outcome?.type === 'Complete' ? { completionTime: timestamp() } : {}),
      ...(conditions.length > 0 ? { conditions } : {}),
    });
  }

  /** Finished Jobs with a time to live go after it. */
  #expire(job: KubernetesObject): Again {
    const ttl = job.spec.ttlSecondsAfterFinished;
    if (ttl === undefined) {
      return undefined;
    }
    const finished = job.status!.conditions.find((condition: Condition) =>
      ['Complete', 'Failed'].includes(condition.type),
    );
    const wait =
      Date.parse(finished.lastTransitionTime) + ttl * 1000 - Date.now();
    if (wait > 0) {
      return wait;
    }
    this.#client.delete(resource, job, { propagationPolicy: 'Foreground' });
    return undefined;
  }
}
