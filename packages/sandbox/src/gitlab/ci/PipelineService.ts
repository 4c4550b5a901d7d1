import { ApiError } from '../ApiError';
import { changedFiles } from '../git/GitDiff';
import { readCommits } from '../git/GitHistory';
import { zeroId } from '../git/GitRepository';
import type { RepositoryStorage } from '../git/RepositoryStorage';
import type { MergeRequestEvent } from '../mergeRequests/MergeRequestService';
import type { Push } from '../projects/PushService';
import type { Project, User } from '../state/GitLabModel';
import type { GitLabState } from '../state/GitLabState';
import type { MergeRequest } from '../state/MergeRequestModel';
import type { Job, Pipeline, PipelineSource } from '../state/PipelineModel';
import type { CiConfigLoader } from './CiConfigLoader';
import { CiError } from './CiError';
import type { CiVariables, PipelineFacts } from './CiVariables';
import { compileCiConfig } from './compileCiConfig';
import type { PipelineScheduler } from './PipelineScheduler';
import { isFinished } from './pipelineStatus';
import { planJobs, type PlannedPipeline } from './planJobs';

export interface NewPipeline {
  project: Project;
  user: User;
  /** Branch or tag; for merge requests `refs/merge-requests/<iid>/head`. */
  ref: string;
  tag: boolean;
  sha: string;
  beforeSha?: string;
  source: PipelineSource;
  variables?: Array<{ key: string; value: string; variable_type?: string }>;
  mergeRequest?: MergeRequest;
}

export type PipelineResult =
  | { kind: 'created'; pipeline: Pipeline }
  /** Nothing to run; `reason` in GitLab's words. */
  | { kind: 'none'; reason: string };

/** Makes pipelines from `.gitlab-ci.yml`, and repeats, cancels and plays what is in them. */
export class PipelineService {
  constructor(
    private readonly state: GitLabState,
    private readonly storage: RepositoryStorage,
    private readonly loader: CiConfigLoader,
    private readonly variables: CiVariables,
    private readonly scheduler: PipelineScheduler,
  ) {}

  async create(input: NewPipeline): Promise<PipelineResult> {
    const { project, user, sha } = input;
    const text = await this.loader.read(project, sha);
    if (text === undefined) {
      return { kind: 'none', reason: 'Missing CI config file' };
    }
    const [commit] = await readCommits(this.storage.repository(project.id), [
      sha,
    ]);
    const facts: PipelineFacts = {
      ...input,
      commit,
      beforeSha: input.beforeSha ?? zeroId,
    };
    let plan: PlannedPipeline | undefined;
    let stages: string[];
    try {
      ({ plan, stages } = await this.plan(text, facts, input.variables));
    } catch (error) {
      if (!(error instanceof CiError)) {
        throw error;
      }
      if (input.source !== 'push') {
        return { kind: 'none', reason: error.message };
      }
      return {
        kind: 'created',
        pipeline: this.#insert(facts, input, {
          status: 'failed',
          yamlErrors: error.message,
        }),
      };
    }
    if (!plan) {
      return {
        kind: 'none',
        reason: 'Pipeline filtered out by workflow rules.',
      };
    }
    if (plan.jobs.every(job => job.stage === '.pre' || job.stage === '.post')) {
      return {
        kind: 'none',
        reason:
          'Pipeline will not run for the selected trigger. The rules configuration prevented any jobs from being added to the pipeline.',
      };
    }
    const pipeline = this.#insert(facts, input, {
      status: 'created',
      name: plan.name,
      stages,
      yamlVariables: plan.variables,
    });
    for (const definition of plan.jobs) {
      this.state.jobs.put({
        id: this.state.nextId('jobs'),
        pipelineId: pipeline.id,
        projectId: project.id,
        status: 'created',
        definition,
        retried: false,
        userId: user.id,
        failureReason: null,
        deploymentId: null,
        createdAt: pipeline.createdAt,
        queuedAt: null,
        startedAt: null,
        finishedAt: null,
      });
    }
    this.scheduler.advance(pipeline.id);
    return {
      kind: 'created',
      pipeline: this.state.pipelines.get(pipeline.id)!,
    };
  }

  /** Reads a configuration and decides on its jobs. @throws CiError */
  async plan(
    text: string,
    facts: PipelineFacts,
    variables?: Array<{ key: string; value: string }>,
  ) {
    const { project, commit } = facts;
    const repository = this.storage.repository(project.id);
    const known = this.variables.forConfiguration(facts, variables);
    const merged = await this.loader.load(
      text,
      { project, sha: commit.id },
      facts.user,
      known,
    );
    const config = compileCiConfig(merged);
    const base = facts.mergeRequest?.baseSha ?? facts.beforeSha;
    const plan = await planJobs(
      config,
      {
        branch: facts.tag || facts.mergeRequest ? undefined : facts.ref,
        tag: facts.tag ? facts.ref : undefined,
        source: facts.source,
      },
      {
        variables: known,
        changedPaths: async () =>
          base === zeroId
            ? undefined
            : Object.values(
                await changedFiles(repository, base, commit.id),
              ).flat(),
        files: async () =>
          ((await repository.tree(commit.id, '', { recursive: true })) ?? [])
            .filter(entry => entry.type === 'blob')
            .map(entry => entry.path),
      },
    );
    return { plan, merged, stages: config.stages };
  }

  /** A pipeline for each push of a branch or tag. */
  async afterPush(push: Push) {
    const [, kind, name] = /^refs\/(heads|tags)\/(.+)$/.exec(push.ref) ?? [];
    if (!kind || push.after === zeroId || push.project.archived) {
      return;
    }
    const repository = this.storage.repository(push.project.id);
    const sha = await repository.resolve(push.after);
    if (!sha) {
      return;
    }
    const input: NewPipeline = {
      project: push.project,
      user: push.user,
      ref: name,
      tag: kind === 'tags',
      sha,
      beforeSha: push.before,
      source: 'push',
    };
    const [commit] = await readCommits(repository, [sha]);
    if (
      push.options.skipCi ||
      /\[(ci[ _-]skip|skip[ _-]ci)\]/i.test(commit.message)
    ) {
      if ((await this.loader.read(push.project, sha)) !== undefined) {
        const facts = { ...input, commit, beforeSha: push.before };
        this.#insert(facts, input, { status: 'skipped' });
      }
      return;
    }
    await this.create(input);
  }

  /** A merge request pipeline when a merge request is opened or its head moved. */
  async afterMergeRequest(event: MergeRequestEvent) {
    const moved =
      ['open', 'reopen'].includes(event.action) || event.oldrev !== undefined;
    if (moved && event.request.state === 'opened') {
      await this.create({
        project: event.project,
        user: event.user,
        ref: `refs/merge-requests/${event.request.iid}/head`,
        tag: false,
        sha: event.request.sha,
        beforeSha: event.request.baseSha,
        source: 'merge_request_event',
        mergeRequest: event.request,
      });
    }
  }

  /** Runs failed and canceled jobs again. */
  retry(pipeline: Pipeline, user: User): Pipeline {
    for (const job of this.scheduler.currentJobs(pipeline.id)) {
      if (job.status === 'failed' || job.status === 'canceled') {
        this.scheduler.repeat(job, user.id);
      } else if (job.status === 'skipped') {
        this.scheduler.change(job, { status: 'created', finishedAt: null });
      }
    }
    this.state.pipelines.update(pipeline.id, { finishedAt: null });
    return this.#advanced(pipeline);
  }

  cancel(pipeline: Pipeline): Pipeline {
    for (const job of this.scheduler.currentJobs(pipeline.id)) {
      this.#cancel(job);
    }
    return this.#advanced(pipeline);
  }

  /** @throws ApiError 403 when it hasn't run yet */
  retryJob(job: Job, user: User): Job {
    if (!isFinished(job.status) || job.status === 'skipped' || job.retried) {
      throw ApiError.forbidden('Job is not retryable');
    }
    const repeated = this.scheduler.repeat(job, user.id, 'pending');
    this.#reopen(job.pipelineId);
    return this.state.jobs.get(repeated.id)!;
  }

  cancelJob(job: Job): Job {
    this.#cancel(job);
    this.scheduler.advance(job.pipelineId);
    return this.state.jobs.get(job.id)!;
  }

  /** Starts a manual job. @throws ApiError 400 when it isn't one that waits to be played */
  playJob(
    job: Job,
    user: User,
    variables: Array<{ key: string; value: string }> = [],
  ): Job {
    if (job.status !== 'manual') {
      throw ApiError.badRequest('Unplayable Job');
    }
    this.scheduler.change(job, {
      status: 'pending',
      queuedAt: new Date().toISOString(),
      userId: user.id,
      definition: {
        ...job.definition,
        variables: {
          ...job.definition.variables,
          ...Object.fromEntries(
            variables.map(({ key, value }) => [key, value]),
          ),
        },
      },
    });
    this.#reopen(job.pipelineId);
    return this.state.jobs.get(job.id)!;
  }

  /** Skipped jobs get another chance once something before them runs again. */
  #reopen(pipelineId: number) {
    for (const job of this.scheduler.currentJobs(pipelineId)) {
      if (job.status === 'skipped') {
        this.scheduler.change(job, { status: 'created', finishedAt: null });
      }
    }
    this.state.pipelines.update(pipelineId, { finishedAt: null });
    this.scheduler.advance(pipelineId);
  }

  #cancel(job: Job) {
    if (!isFinished(job.status)) {
      this.scheduler.change(job, {
        status: 'canceled',
        finishedAt: new Date().toISOString(),
      });
    }
  }

  #advanced(pipeline: Pipeline): Pipeline {
    this.scheduler.advance(pipeline.id);
    return this.state.pipelines.get(pipeline.id)!;
  }

  #insert(
    facts: PipelineFacts,
    input: NewPipeline,
    more: Partial<Pipeline>,
  ): Pipeline {
    const now = new Date().toISOString();
    const finished = more.status !== undefined && isFinished(more.status);
    return this.state.pipelines.put({
      id: this.state.nextId('pipelines'),
      iid: this.state.nextId(`pipelines.${facts.project.id}`),
      projectId: facts.project.id,
      name: null,
      ref: facts.ref,
      tag: facts.tag,
      sha: facts.commit.id,
      beforeSha: facts.beforeSha,
      source: facts.source,
      status: 'created',
      userId: facts.user.id,
      variables: (input.variables ?? []).map(variable => ({
        variable_type: 'env_var',
        ...variable,
      })),
      yamlVariables: {},
      stages: [],
      yamlErrors: null,
      mergeRequestIid: facts.mergeRequest?.iid ?? null,
      createdAt: now,
      updatedAt: now,
      startedAt: null,
      finishedAt: finished ? now : null,
      ...more,
    });
  }
}
