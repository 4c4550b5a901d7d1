import { digestOf } from '../access/Authentication';
import { matchesBranch, type AccessControl } from '../access/AccessControl';
import type { Commit } from '../git/GitHistory';
import { registryHost, type GitLabUrls } from '../GitLabUrls';
import type { CiVariable, Project, User } from '../state/GitLabModel';
import { sourceKey, type GitLabState } from '../state/GitLabState';
import type { MergeRequest } from '../state/MergeRequestModel';
import type { Job, Pipeline, PipelineSource } from '../state/PipelineModel';
import { expandAll } from './expandVariables';

/** What a pipeline is about, known before it exists. */
export interface PipelineFacts {
  project: Project;
  user: User;
  /** Branch or tag name; `refs/merge-requests/<iid>/head` for merge requests. */
  ref: string;
  tag: boolean;
  commit: Commit;
  beforeSha: string;
  source: PipelineSource;
  mergeRequest?: MergeRequest;
}

export interface JobVariables {
  values: Record<string, string>;
  /** Texts that a log must not show. */
  secrets: string[];
}

/** Variables that GitLab gives to configurations and jobs, in its order of precedence. */
export class CiVariables {
  constructor(
    private readonly state: GitLabState,
    private readonly access: AccessControl,
    private readonly urls: GitLabUrls,
  ) {}

  /** Variables that rules and includes see: predefined ones under those of groups and project. */
  forConfiguration(
    facts: PipelineFacts,
    pipelineVariables: Array<{ key: string; value: string }> = [],
  ): Record<string, string> {
    return {
      ...this.#predefined(facts),
      ...valuesOf(this.#configured(facts, undefined)),
      ...valuesOf(pipelineVariables),
    };
  }

  /** Variables of a job's script. */
  forJob(facts: PipelineFacts, pipeline: Pipeline, job: Job): JobVariables {
    const { definition } = job;
    const configured = this.#configured(facts, definition.environment?.name);
    const jobToken = `glcbt-${digestOf(`job ${job.id}`).slice(0, 20)}`;
    const environment = definition.environment;
    const values = {
      ...this.#predefined(facts),
      ...this.#pipelineVariables(facts, pipeline),
      CI_JOB_ID: String(job.id),
      CI_JOB_NAME: definition.name,
      CI_JOB_NAME_SLUG: slugOf(definition.name),
      CI_JOB_STAGE: definition.stage,
      CI_JOB_STATUS: 'running',
      CI_JOB_URL: this.urls.job(facts.project, job.id),
      CI_JOB_TOKEN: jobToken,
      CI_JOB_STARTED_AT: job.startedAt ?? '',
      CI_JOB_IMAGE: definition.image ?? '',
      CI_JOB_MANUAL: String(definition.when === 'manual'),
      CI_REGISTRY_USER: 'gitlab-ci-token',
      CI_REGISTRY_PASSWORD: jobToken,
      CI_REPOSITORY_URL: this.urls
        .clone(facts.project)
        .replace('://', `://gitlab-ci-token:${jobToken}@`),
      ...(environment
        ? {
            CI_ENVIRONMENT_NAME: environment.name,
            CI_ENVIRONMENT_SLUG: slugOf(environment.name),
            CI_ENVIRONMENT_ACTION: environment.action,
            CI_ENVIRONMENT_URL: environment.url ?? '',
          }
        : {}),
      ...pipeline.yamlVariables,
      ...definition.variables,
      ...this.#inherited(pipeline, job),
      ...valuesOf(configured),
      ...valuesOf(pipeline.variables),
    };
    return {
      values: expandAll(
        values,
        new Set(
          configured.filter(variable => variable.raw).map(({ key }) => key),
        ),
      ),
      secrets: [
        jobToken,
        ...configured
          .filter(variable => variable.masked && variable.value !== '')
          .map(variable => variable.value),
      ],
    };
  }

  /** What the jobs before it left in their dotenv files. */
  #inherited(pipeline: Pipeline, job: Job): Record<string, string> {
    const { needs, stage } = job.definition;
    const order = pipeline.stages.indexOf(stage);
    const before = this.state.jobs
      .where('pipeline', pipeline.id)
      .filter(({ retried }) => !retried)
      .filter(({ definition }) =>
        needs
          ? needs.some(need => need.job === definition.name)
          : pipeline.stages.indexOf(definition.stage) < order,
      );
    return Object.assign({}, ...before.map(({ dotenv }) => dotenv));
  }

  /** Variables of the groups, the nearest last, then of the project; protected ones only where the ref is. */
  #configured(
    facts: PipelineFacts,
    environment: string | undefined,
  ): CiVariable[] {
    const { project, ref, tag } = facts;
    const sources = [sourceKey('project', project.id)];
    let group = this.state.groups.get(project.namespaceId);
    while (group) {
      sources.unshift(sourceKey('group', group.id));
      group =
        group.parentId === null
          ? undefined
          : this.state.groups.get(group.parentId);
    }
    const isProtected =
      !tag && this.access.protectionsOf(project, ref).length > 0;
    return sources
      .flatMap(source => this.state.variables.where('source', source))
      .filter(variable => isProtected || !variable.protected)
      .filter(
        ({ environmentScope }) =>
          environmentScope === '*' ||
          (environment !== undefined &&
            matchesBranch(environmentScope, environment)),
      );
  }

  #predefined(facts: PipelineFacts): Record<string, string> {
    const { project, user, ref, tag, commit, source, mergeRequest } = facts;
    const base = new URL(this.urls.base);
    const [title, ...description] = commit.message.split('\n');
    const port = base.port || (base.protocol === 'https:' ? '443' : '80');
    return {
      CI: 'true',
      GITLAB_CI: 'true',
      CI_API_V4_URL: this.urls.api,
      CI_SERVER: 'yes',
      CI_SERVER_NAME: 'GitLab',
      CI_SERVER_HOST: base.hostname,
      CI_SERVER_PORT: port,
      CI_SERVER_PROTOCOL: base.protocol.replace(':', ''),
      CI_SERVER_URL: this.urls.base,
      CI_SERVER_FQDN: this.urls.fqdn,
      CI_SERVER_VERSION: '18.6.0',
      CI_SERVER_VERSION_MAJOR: '18',
      CI_SERVER_VERSION_MINOR: '6',
      CI_SERVER_VERSION_PATCH: '0',
      CI_PROJECT_ID: String(project.id),
      CI_PROJECT_NAME: project.path,
      CI_PROJECT_TITLE: project.name,
      CI_PROJECT_DESCRIPTION: project.description ?? '',
      CI_PROJECT_PATH: project.fullPath,
      CI_PROJECT_PATH_SLUG: slugOf(project.fullPath),
      CI_PROJECT_NAMESPACE: project.fullPath.replace(/\/[^/]+$/, ''),
      CI_PROJECT_NAMESPACE_ID: String(project.namespaceId),
      CI_PROJECT_ROOT_NAMESPACE: project.fullPath.split('/')[0],
      CI_PROJECT_URL: this.urls.web(project.fullPath),
      CI_PROJECT_VISIBILITY: project.visibility,
      CI_PROJECT_DIR: `/builds/${project.fullPath}`,
      CI_BUILDS_DIR: '/builds',
      CI_CONFIG_PATH: project.ciConfigPath ?? '.gitlab-ci.yml',
      CI_DEFAULT_BRANCH: project.defaultBranch ?? project.initialBranch,
      CI_REGISTRY: registryHost,
      CI_REGISTRY_IMAGE: `${registryHost}/${project.fullPath.toLowerCase()}`,
      CI_PIPELINE_SOURCE: source,
      CI_COMMIT_SHA: commit.id,
      CI_COMMIT_SHORT_SHA: commit.id.slice(0, 8),
      CI_COMMIT_BEFORE_SHA: facts.beforeSha,
      CI_COMMIT_REF_NAME: mergeRequest?.sourceBranch ?? ref,
      CI_COMMIT_REF_SLUG: slugOf(mergeRequest?.sourceBranch ?? ref),
      CI_COMMIT_REF_PROTECTED: String(
        !tag && this.access.protectionsOf(project, ref).length > 0,
      ),
      CI_COMMIT_MESSAGE: commit.message,
      CI_COMMIT_TITLE: title,
      CI_COMMIT_DESCRIPTION: description.join('\n').trim(),
      CI_COMMIT_AUTHOR: `${commit.authorName} <${commit.authorEmail}>`,
      CI_COMMIT_TIMESTAMP: commit.committedDate.replace('.000', ''),
      GITLAB_USER_ID: String(user.id),
      GITLAB_USER_LOGIN: user.username,
      GITLAB_USER_NAME: user.name,
      GITLAB_USER_EMAIL: user.email,
      ...(tag ? { CI_COMMIT_TAG: ref } : {}),
      ...(!tag && !mergeRequest ? { CI_COMMIT_BRANCH: ref } : {}),
      ...(mergeRequest
        ? this.#mergeRequestVariables(project, mergeRequest)
        : {}),
      ...this.#openMergeRequests(facts),
    };
  }

  #pipelineVariables(facts: PipelineFacts, pipeline: Pipeline) {
    return {
      CI_PIPELINE_ID: String(pipeline.id),
      CI_PIPELINE_IID: String(pipeline.iid),
      CI_PIPELINE_URL: this.urls.pipeline(facts.project, pipeline.id),
      CI_PIPELINE_CREATED_AT: pipeline.createdAt,
      CI_PIPELINE_NAME: pipeline.name ?? '',
    };
  }

  #mergeRequestVariables(
    project: Project,
    request: MergeRequest,
  ): Record<string, string> {
    return {
      CI_MERGE_REQUEST_ID: String(request.id),
      CI_MERGE_REQUEST_IID: String(request.iid),
      CI_MERGE_REQUEST_TITLE: request.title,
      CI_MERGE_REQUEST_SOURCE_BRANCH_NAME: request.sourceBranch,
      CI_MERGE_REQUEST_TARGET_BRANCH_NAME: request.targetBranch,
      CI_MERGE_REQUEST_PROJECT_ID: String(project.id),
      CI_MERGE_REQUEST_PROJECT_PATH: project.fullPath,
      CI_MERGE_REQUEST_PROJECT_URL: this.urls.web(project.fullPath),
      CI_MERGE_REQUEST_DIFF_BASE_SHA: request.baseSha,
    };
  }

  #openMergeRequests({
    project,
    ref,
    tag,
    mergeRequest,
  }: PipelineFacts): Record<string, string> {
    const branch = mergeRequest?.sourceBranch ?? (tag ? undefined : ref);
    const open = this.state.mergeRequests
      .where('open', project.id)
      .filter(request => request.sourceBranch === branch);
    return open.length > 0
      ? {
          CI_OPEN_MERGE_REQUESTS: open
            .map(request => `${project.fullPath}!${request.iid}`)
            .join(','),
        }
      : {};
  }
}

/** Lower case, at most 63 characters, nothing but `0-9a-z-`: usable in host names. */
export function slugOf(text: string) {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '-')
    .slice(0, 63)
    .replace(/^-+|-+$/g, '');
}

function valuesOf(variables: Array<{ key: string; value: string }>) {
  return Object.fromEntries(variables.map(({ key, value }) => [key, value]));
}
