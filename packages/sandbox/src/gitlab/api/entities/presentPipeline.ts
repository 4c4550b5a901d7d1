import { readCommits } from '../../git/GitHistory';
import type { GitLabServices } from '../../GitLabServices';
import type { Deployment, Environment, Project } from '../../state/GitLabModel';
import type { Job, Pipeline } from '../../state/PipelineModel';
import { presentCommit } from './presentCommit';
import { presentUser } from './presentUser';

const labels: Record<string, string> = {
  success: 'passed',
  manual: 'manual action',
};

/** A pipeline as lists show it. */
export function presentPipelineBasic(
  { urls }: GitLabServices,
  project: Project,
  pipeline: Pipeline,
) {
  return {
    id: pipeline.id,
    iid: pipeline.iid,
    project_id: pipeline.projectId,
    name: pipeline.name,
    sha: pipeline.sha,
    ref: pipeline.ref,
    status: pipeline.status,
    source: pipeline.source,
    created_at: pipeline.createdAt,
    updated_at: pipeline.updatedAt,
    web_url: urls.pipeline(project, pipeline.id),
  };
}

export function presentPipeline(
  services: GitLabServices,
  project: Project,
  pipeline: Pipeline,
) {
  const { state, urls } = services;
  const user = state.users.get(pipeline.userId);
  const text = labels[pipeline.status] ?? pipeline.status;
  return {
    ...presentPipelineBasic(services, project, pipeline),
    before_sha: pipeline.beforeSha,
    tag: pipeline.tag,
    yaml_errors: pipeline.yamlErrors,
    user: user ? presentUser(urls, user) : null,
    started_at: pipeline.startedAt,
    finished_at: pipeline.finishedAt,
    committed_at: null,
    duration: wholeSeconds(pipeline.startedAt, pipeline.finishedAt),
    queued_duration: wholeSeconds(pipeline.createdAt, pipeline.startedAt),
    coverage: null,
    archived: false,
    detailed_status: {
      icon: `status_${pipeline.status}`,
      text: text[0].toUpperCase() + text.slice(1),
      label: text,
      group: pipeline.status,
      tooltip: text,
      has_details: true,
      details_path: new URL(urls.pipeline(project, pipeline.id)).pathname,
      illustration: null,
      favicon: null,
    },
  };
}

/** Jobs with the commit and pipeline they belong to; the commit is read once for all. */
export async function presentJobs(
  services: GitLabServices,
  project: Project,
  jobs: Job[],
) {
  const { state, urls, storage } = services;
  const pipelines = new Map(
    jobs.map(job => [job.pipelineId, state.pipelines.get(job.pipelineId)!]),
  );
  const shas = [...new Set([...pipelines.values()].map(({ sha }) => sha))];
  const commits = new Map(
    (await readCommits(storage.repository(project.id), shas)).map(commit => [
      commit.id,
      commit,
    ]),
  );
  return jobs.map(job => {
    const pipeline = pipelines.get(job.pipelineId)!;
    const commit = commits.get(pipeline.sha);
    const user = state.users.get(job.userId);
    const { definition } = job;
    return {
      id: job.id,
      status: job.status,
      stage: definition.stage,
      name: definition.name,
      ref: pipeline.ref,
      tag: pipeline.tag,
      coverage: null,
      allow_failure: definition.allowFailure,
      created_at: job.createdAt,
      started_at: job.startedAt,
      finished_at: job.finishedAt,
      erased_at: null,
      duration: seconds(job.startedAt, job.finishedAt),
      queued_duration: seconds(job.queuedAt, job.startedAt),
      user: user ? presentUser(urls, user) : null,
      commit: commit ? presentCommit(services, project, commit) : null,
      pipeline: presentPipelineBasic(services, project, pipeline),
      ...(job.failureReason ? { failure_reason: job.failureReason } : {}),
      web_url: urls.job(project, job.id),
      project: { ci_job_token_scope_enabled: false },
      artifacts: [],
      runner: null,
      runner_manager: null,
      artifacts_expire_at: null,
      archived: false,
      tag_list: definition.tags,
    };
  });
}

export function presentEnvironment(environment: Environment) {
  return {
    id: environment.id,
    name: environment.name,
    slug: environment.slug,
    description: null,
    external_url: environment.externalUrl,
    state: environment.state,
    tier: environment.tier,
    created_at: environment.createdAt,
    updated_at: environment.updatedAt,
    enable_advanced_logs_querying: false,
    auto_stop_at: null,
  };
}

export async function presentDeployments(
  services: GitLabServices,
  project: Project,
  deployments: Deployment[],
) {
  const { state, urls } = services;
  const jobs = deployments.flatMap(({ jobId }) => {
    const job = jobId === null ? undefined : state.jobs.get(jobId);
    return job ? [job] : [];
  });
  const shown = new Map(
    (await presentJobs(services, project, jobs)).map(job => [job.id, job]),
  );
  return deployments.map(deployment => {
    const user = state.users.get(deployment.userId);
    const environment = state.environments.get(deployment.environmentId);
    return {
      id: deployment.id,
      iid: deployment.iid,
      ref: deployment.ref,
      sha: deployment.sha,
      created_at: deployment.createdAt,
      updated_at: deployment.updatedAt,
      status: deployment.status,
      user: user ? presentUser(urls, user) : null,
      environment: environment ? presentEnvironment(environment) : null,
      deployable: shown.get(deployment.jobId ?? 0) ?? null,
    };
  });
}

function seconds(from: string | null, to: string | null) {
  return from === null || to === null
    ? null
    : (Date.parse(to) - Date.parse(from)) / 1000;
}

function wholeSeconds(from: string | null, to: string | null) {
  const value = seconds(from, to);
  return value === null ? null : Math.round(value);
}
