import type { KubernetesObject } from '../../../core/SandboxContext';
import { ApiError } from '../../errors/ApiError';
import { timestamp } from '../../objects/prepareObject';
import type { ClusterClient } from '../ClusterClient';
import { isTrue } from '../conditions';
import {
  controllerOf,
  itself,
  splitKey,
  type Again,
  type Controller,
  type ControllerContext,
  type KeysOf,
} from '../Controller';
import { parseSchedule } from './CronSchedule';
import { controllerReference } from '../ownership';

const resource = 'cronjobs.batch';
const jobs = 'jobs.batch';
/** Longest wait for the next schedule: computers sleep. */
const longestWait = 600_000;

/** Makes a Job of a CronJob whenever its schedule says so. A time missed while the sandbox was off is caught up once. */
export class CronJobController implements Controller {
  readonly name = 'cronjob-controller';
  readonly watches: Record<string, KeysOf> = {
    [resource]: itself,
    [jobs]: controllerOf('CronJob'),
  };
  readonly #client: ClusterClient;

  constructor(context: ControllerContext) {
    this.#client = context.client(this.name);
  }

  reconcile(key: string): Again {
    const [namespace, name] = splitKey(key);
    const cronJob = this.#client.get(resource, namespace, name);
    if (!cronJob || cronJob.metadata.deletionTimestamp) {
      return undefined;
    }
    const owned = this.#client.controlled(jobs, cronJob);
    this.#forgetOld(cronJob, owned);
    const { wait, scheduled } = this.#schedule(cronJob, owned);
    this.#updateStatus(cronJob, scheduled);
    return wait;
  }

  #schedule(
    cronJob: KubernetesObject,
    owned: KubernetesObject[],
  ): { wait?: number; scheduled?: Date } {
    const { schedule, suspend, timeZone } = cronJob.spec;
    const parsed = parseSchedule(schedule);
    if (suspend || typeof parsed === 'string') {
      return {};
    }
    const now = new Date();
    const last = new Date(
      cronJob.status?.lastScheduleTime ?? cronJob.metadata.creationTimestamp,
    );
    const upcoming = parsed.next(now, timeZone);
    const wait = upcoming
      ? Math.min(upcoming.getTime() - now.getTime(), longestWait)
      : undefined;
    const due = latestDue(at => parsed.next(at, timeZone), last, now);
    if (!due || this.#isTooLate(cronJob, due, now)) {
      return { wait };
    }
    const running = owned.filter(job => !isFinished(job));
    if (running.length > 0 && cronJob.spec.concurrencyPolicy === 'Forbid') {
      this.#client.event(
        cronJob,
        'Normal',
        'JobAlreadyActive',
        'Not starting job because prior execution is running and concurrency policy is Forbid',
      );
      return { wait };
    }
    if (cronJob.spec.concurrencyPolicy === 'Replace') {
      running.forEach(job =>
        this.#client.delete(jobs, job, { propagationPolicy: 'Background' }),
      );
    }
    this.#createJob(cronJob, due);
    return { wait, scheduled: due };
  }

  #isTooLate(cronJob: KubernetesObject, due: Date, now: Date): boolean {
    const limit = cronJob.spec.startingDeadlineSeconds;
    return limit !== undefined && now.getTime() - due.getTime() > limit * 1000;
  }

  #createJob(cronJob: KubernetesObject, due: Date) {
    const { metadata, spec } = cronJob.spec.jobTemplate;
    const name = `${cronJob.metadata.name}-${Math.floor(
      due.getTime() / 60_000,
    )}`;
    try {
      this.#client.create(jobs, {
        metadata: {
          ...metadata,
          name,
          namespace: cronJob.metadata.namespace,
          annotations: {
            ...metadata?.annotations,
            'batch.kubernetes.io/cronjob-scheduled-timestamp': timestamp(due),
          },
          ownerReferences: [controllerReference(cronJob)],
        },
        spec,
      });
      this.#client.event(
        cronJob,
        'Normal',
        'SuccessfulCreate',
        `Created job ${name}`,
      );
    } catch (error) {
      const isKnown =
        error instanceof ApiError && error.reason === 'AlreadyExists';
      if (!isKnown) {
        this.#client.event(
          cronJob,
          'Warning',
          'FailedCreate',
          `Error creating job: ${
            error instanceof Error ? error.message : error
          }`,
        );
        throw error;
      }
    }
  }

  #updateStatus(cronJob: KubernetesObject, scheduled: Date | undefined) {
    const owned = this.#client.controlled(jobs, cronJob);
    const active = owned.filter(job => !isFinished(job));
    const completions = owned
      .flatMap(job => job.status?.completionTime ?? [])
      .sort();
    const lastSuccessfulTime =
      completions.pop() ?? cronJob.status?.lastSuccessfulTime;
    this.#client.updateStatus(resource, cronJob, {
      ...cronJob.status,
      active: active.map(({ apiVersion, kind, metadata }) => ({
        apiVersion,
        kind,
        name: metadata.name,
        namespace: metadata.namespace,
        uid: metadata.uid,
      })),
      ...(lastSuccessfulTime ? { lastSuccessfulTime } : {}),
      ...(scheduled ? { lastScheduleTime: timestamp(scheduled) } : {}),
    });
  }

  #forgetOld({ spec }: KubernetesObject, owned: KubernetesObject[]) {
    const limits: Array<[string, number]> = [
      ['Complete', spec.successfulJobsHistoryLimit ?? 3],
      ['Failed', spec.failedJobsHistoryLimit ?? 1],
    ];
    for (const [condition, limit] of limits) {
      const finished = owned
        .filter(job => isTrue(job, condition))
        .sort((a, b) =>
          b.metadata.creationTimestamp.localeCompare(
            a.metadata.creationTimestamp,
          ),
        );
      finished
        .slice(limit)
        .forEach(job =>
          this.#client.delete(jobs, job, { propagationPolicy: 'Background' }),
        );
    }
  }
}

function isFinished(job: KubernetesObject): boolean {
  return isTrue(job, 'Complete') || isTrue(job, 'Failed');
}

/** The newest scheduled time between two moments. */
function latestDue(
  next: (after: Date) => Date | undefined,
  last: Date,
  now: Date,
): Date | undefined {
  // Of many missed times only the newest matters: a day back is far enough to find it.
  const from = new Date(Math.max(last.getTime(), now.getTime() - 86_400_000));
  let due: Date | undefined;
  for (
    let time = next(from) ?? undefined;
    time && time <= now;
    time = next(time)
  ) {
    due = time;
  }
  return due ?? missedLongAgo(next, last, now);
}

function missedLongAgo(
  next: (after: Date) => Date | undefined,
  last: Date,
  now: Date,
): Date | undefined {
  const time = next(last);
  return time && time <= now ? time : undefined;
}
