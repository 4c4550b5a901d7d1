import type { SandboxContext } from '../../core/SandboxContext';
import type { Project } from '../state/GitLabModel';
import type { GitLabState } from '../state/GitLabState';
import type { Job, Pipeline, PipelineStatus } from '../state/PipelineModel';
import type { JobExecutor, JobOutcome } from './JobExecutor';
import { nextStatus } from './nextStatus';
import { composeStatus, isFinished } from './pipelineStatus';

/** Simulated times of a job in milliseconds, multiplied by the sandbox's pace. */
const queueMs = 100;
const runMs = 400;

type JobHandler = (job: Job, pipeline: Pipeline) => void;
type PipelineHandler = (
  pipeline: Pipeline,
  before: PipelineStatus,
) => Promise<void> | void;

/** Brings jobs forward. All it knows is on disk, so after a crash it goes on where it was. */
export class PipelineScheduler {
  readonly #timers = new Map<number, NodeJS.Timeout>();
  readonly #executing = new Set<Promise<void>>();
  readonly #jobHandlers: JobHandler[] = [];
  readonly #pipelineHandlers: PipelineHandler[] = [];
  #running = false;

  constructor(
    private readonly context: SandboxContext,
    private readonly state: GitLabState,
    private readonly executor: JobExecutor,
  ) {}

  onJob(handler: JobHandler) {
    this.#jobHandlers.push(handler);
  }

  onPipeline(handler: PipelineHandler) {
    this.#pipelineHandlers.push(handler);
  }

  async start() {
    this.#running = true;
    for (const pipeline of this.state.pipelines.where('unfinished', 'true')) {
      this.advance(pipeline.id);
    }
  }

  async stop() {
    this.#running = false;
    this.#timers.forEach(timer => clearTimeout(timer));
    this.#timers.clear();
    await Promise.all(this.#executing);
  }

  /** Starts what may start now and brings the pipeline's status up to date. */
  advance(pipelineId: number) {
    const pipeline = this.state.pipelines.get(pipelineId);
    if (!pipeline) {
      return;
    }
    for (let changed = true; changed; ) {
      changed = false;
      const jobs = this.currentJobs(pipelineId);
      for (const job of jobs) {
        const next =
          job.status === 'created'
            ? nextStatus(job, pipeline, jobs)
            : undefined;
        if (next) {
          this.change(job, {
            status: next,
            queuedAt: next === 'pending' ? now() : null,
            finishedAt: next === 'skipped' ? now() : null,
          });
          changed = true;
        }
      }
    }
    for (const job of this.currentJobs(pipelineId)) {
      this.#arm(job);
    }
    this.#updateStatus(pipeline);
  }

  /** The jobs that count: of those that were retried, the newest. */
  currentJobs(pipelineId: number): Job[] {
    return this.state.jobs
      .where('pipeline', pipelineId)
      .filter(job => !job.retried);
  }

  /** Changes a job and tells those who listen. */
  change(job: Job, patch: Partial<Job>): Job {
    const changed = this.state.jobs.update(job.id, patch);
    const pipeline = this.state.pipelines.get(job.pipelineId);
    if (pipeline && changed.status !== job.status) {
      this.#jobHandlers.forEach(handler => handler(changed, pipeline));
    }
    return changed;
  }

  /** Runs all jobs of a pipeline at once, without simulated time: how a sample organisation gets its history. */
  async runNow(pipelineId: number, project: Project) {
    for (;;) {
      this.advance(pipelineId);
      const pending = this.currentJobs(pipelineId).filter(
        job => job.status === 'pending' || job.status === 'running',
      );
      if (pending.length === 0 || !this.state.projects.get(project.id)) {
        return;
      }
      for (const job of pending) {
        const running = this.change(job, {
          status: 'running',
          startedAt: now(),
        });
        this.#conclude(running, await this.executor.execute(running));
      }
    }
  }

  #arm(job: Job) {
    if (!this.#running || this.#timers.has(job.id)) {
      return;
    }
    if (job.status === 'pending') {
      this.#after(job.id, queueMs, () => this.#begin(job.id));
    } else if (job.status === 'running') {
      this.#after(job.id, runMs, () => this.#finish(job.id));
    }
  }

  #after(jobId: number, milliseconds: number, work: () => Promise<void>) {
    const timer = setTimeout(() => {
      const execution = work()
        .catch(error =>
          this.context.log(`gitlab: job ${jobId} was lost: ${error}`),
        )
        .finally(() => this.#executing.delete(execution));
      this.#executing.add(execution);
    }, milliseconds * this.context.pace);
    this.#timers.set(jobId, timer);
  }

  async #begin(jobId: number) {
    const job = this.state.jobs.get(jobId);
    if (job?.status === 'pending') {
      await this.executor.begin(job);
    }
    this.#timers.delete(jobId);
    const current = this.state.jobs.get(jobId);
    if (current?.status === 'pending' && this.#running) {
      this.change(current, { status: 'running', startedAt: now() });
      this.advance(current.pipelineId);
    }
  }

  async #finish(jobId: number) {
    const job = this.state.jobs.get(jobId);
    const outcome =
      job?.status === 'running' ? await this.executor.execute(job) : undefined;
    this.#timers.delete(jobId);
    const current = this.state.jobs.get(jobId);
    if (outcome && current?.status === 'running') {
      this.#conclude(current, outcome);
      this.advance(current.pipelineId);
    }
  }

  #conclude(job: Job, outcome: JobOutcome) {
    const finished = this.change(job, {
      status: outcome.status,
      failureReason: outcome.status === 'failed' ? outcome.reason : null,
      dotenv: outcome.status === 'success' ? outcome.dotenv : undefined,
      finishedAt: now(),
    });
    if (
      outcome.status === 'failed' &&
      this.#mayRetry(finished, outcome.reason)
    ) {
      this.repeat(finished, finished.userId);
    }
  }

  /** Another run of a job; the old one stays as history. */
  repeat(job: Job, userId: number, status: PipelineStatus = 'created'): Job {
    this.change(job, { retried: true });
    const repeated = this.state.jobs.put({
      ...job,
      id: this.state.nextId('jobs'),
      status,
      retried: false,
      userId,
      failureReason: null,
      deploymentId: null,
      dotenv: undefined,
      createdAt: now(),
      queuedAt: status === 'pending' ? now() : null,
      startedAt: null,
      finishedAt: null,
    });
    const pipeline = this.state.pipelines.get(job.pipelineId);
    if (pipeline) {
      this.#jobHandlers.forEach(handler => handler(repeated, pipeline));
    }
    return repeated;
  }

  #mayRetry(job: Job, reason: string) {
    const { max, when } = job.definition.retry;
    const runs = this.state.jobs
      .where('pipeline', job.pipelineId)
      .filter(other => other.definition.name === job.definition.name).length;
    return runs <= max && (when.includes('always') || when.includes(reason));
  }

  #updateStatus(before: Pipeline) {
    const status = composeStatus(this.currentJobs(before.id));
    if (status === before.status) {
      return;
    }
    const pipeline = this.state.pipelines.update(before.id, {
      status,
      updatedAt: now(),
      startedAt: before.startedAt ?? (status === 'created' ? null : now()),
      finishedAt: isFinished(status) ? now() : null,
    });
    for (const handler of this.#pipelineHandlers) {
      Promise.resolve(handler(pipeline, before.status)).catch(error =>
        this.context.log(`gitlab: after pipeline ${pipeline.id}: ${error}`),
      );
    }
  }
}

function now() {
  return new Date().toISOString();
}
