import type { Commit } from '../git/GitHistory';
import type { GitLabUrls } from '../GitLabUrls';
import type { Project } from '../state/GitLabModel';
import type { GitLabState } from '../state/GitLabState';
import type { Job, Pipeline } from '../state/PipelineModel';
import {
  commitPart,
  hookTime,
  projectPart,
  repositoryPart,
  userPart,
} from './payloadParts';

interface Sources {
  state: GitLabState;
  urls: GitLabUrls;
}

/** Body of a pipeline event. */
export function pipelinePayload(
  { state, urls }: Sources,
  project: Project,
  pipeline: Pipeline,
  commit: Commit,
) {
  const user = state.users.get(pipeline.userId)!;
  const jobs = state.jobs
    .where('pipeline', pipeline.id)
    .filter(job => !job.retried);
  const request =
    pipeline.mergeRequestIid === null
      ? undefined
      : state.mergeRequests.get(`${project.id}!${pipeline.mergeRequestIid}`);
  return {
    object_kind: 'pipeline',
    object_attributes: {
      id: pipeline.id,
      iid: pipeline.iid,
      name: pipeline.name,
      ref: pipeline.ref,
      tag: pipeline.tag,
      sha: pipeline.sha,
      before_sha: pipeline.beforeSha,
      source: pipeline.source,
      status: pipeline.status,
      detailed_status:
        pipeline.status === 'success' ? 'passed' : pipeline.status,
      stages: [...new Set(jobs.map(job => job.definition.stage))],
      created_at: hookTime(pipeline.createdAt),
      finished_at: hookTime(pipeline.finishedAt),
      duration: seconds(pipeline.startedAt, pipeline.finishedAt),
      queued_duration: seconds(pipeline.createdAt, pipeline.startedAt),
      variables: pipeline.variables.map(({ key, value }) => ({ key, value })),
      url: urls.pipeline(project, pipeline.id),
    },
    merge_request: request
      ? {
          id: request.id,
          iid: request.iid,
          title: request.title,
          source_branch: request.sourceBranch,
          source_project_id: project.id,
          target_branch: request.targetBranch,
          target_project_id: project.id,
          state: request.state,
          merge_status: 'can_be_merged',
          detailed_merge_status: 'mergeable',
          url: urls.mergeRequest(project, request.iid),
        }
      : null,
    user: userPart(user),
    project: projectPart(state, urls, project),
    commit: commitPart(urls, project, commit),
    builds: jobs.map(job => ({
      id: job.id,
      stage: job.definition.stage,
      name: job.definition.name,
      status: job.status,
      created_at: hookTime(job.createdAt),
      started_at: hookTime(job.startedAt),
      finished_at: hookTime(job.finishedAt),
      duration: seconds(job.startedAt, job.finishedAt),
      queued_duration: seconds(job.queuedAt, job.startedAt),
      failure_reason: job.failureReason,
      when: job.definition.when,
      manual: job.definition.when === 'manual',
      allow_failure: job.definition.allowFailure,
      user: userPart(user),
      runner: null,
      artifacts_file: { filename: null, size: null },
      environment: job.definition.environment
        ? {
            name: job.definition.environment.name,
            action: job.definition.environment.action,
            deployment_tier: null,
          }
        : null,
    })),
  };
}

/** Body of a job event. */
export function jobPayload(
  { state, urls }: Sources,
  project: Project,
  job: Job,
  pipeline: Pipeline,
) {
  const user = state.users.get(job.userId)!;
  return {
    object_kind: 'build',
    ref: pipeline.ref,
    tag: pipeline.tag,
    before_sha: pipeline.beforeSha,
    sha: pipeline.sha,
    retries_count: 0,
    build_id: job.id,
    build_name: job.definition.name,
    build_stage: job.definition.stage,
    build_status: job.status,
    build_created_at: hookTime(job.createdAt),
    build_started_at: hookTime(job.startedAt),
    build_finished_at: hookTime(job.finishedAt),
    build_created_at_iso: job.createdAt,
    build_started_at_iso: job.startedAt,
    build_finished_at_iso: job.finishedAt,
    build_duration: seconds(job.startedAt, job.finishedAt),
    build_queued_duration: seconds(job.queuedAt, job.startedAt),
    build_allow_failure: job.definition.allowFailure,
    build_failure_reason: job.failureReason ?? 'unknown_failure',
    pipeline_id: pipeline.id,
    runner: null,
    project_id: project.id,
    project_name: project.fullPath.replaceAll('/', ' / '),
    user: userPart(user),
    commit: {
      id: pipeline.id,
      sha: pipeline.sha,
      status: pipeline.status,
      started_at: hookTime(pipeline.startedAt),
      finished_at: hookTime(pipeline.finishedAt),
    },
    repository: {
      ...repositoryPart(urls, project),
      git_http_url: urls.clone(project),
      git_ssh_url: urls.ssh(project),
    },
    project: projectPart(state, urls, project),
    environment: null,
  };
}

function seconds(from: string | null, to: string | null) {
  return from === null || to === null
    ? null
    : (Date.parse(to) - Date.parse(from)) / 1000;
}
