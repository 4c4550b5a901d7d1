import { changedFiles, emptyTree } from '../git/GitDiff';
import { readCommits, readHistory, type Commit } from '../git/GitHistory';
import { zeroId } from '../git/GitRepository';
import type { RepositoryStorage } from '../git/RepositoryStorage';
import type { GitLabUrls } from '../GitLabUrls';
import type { DeploymentService } from '../deployments/DeploymentService';
import type { MergeRequestService } from '../mergeRequests/MergeRequestService';
import type { Push, PushService } from '../projects/PushService';
import type { PipelineScheduler } from '../ci/PipelineScheduler';
import type { Project } from '../state/GitLabModel';
import { sourceKey, type GitLabState } from '../state/GitLabState';
import { deploymentPayload } from './deploymentPayload';
import { mergeRequestPayload } from './mergeRequestPayload';
import { commitPart, projectPart, repositoryPart } from './payloadParts';
import { jobPayload, pipelinePayload } from './pipelinePayload';
import type { WebhookDispatcher } from './WebhookDispatcher';

export interface WebhookSources {
  state: GitLabState;
  urls: GitLabUrls;
  storage: RepositoryStorage;
  webhooks: WebhookDispatcher;
  pushes: PushService;
  mergeRequests: MergeRequestService;
  scheduler: PipelineScheduler;
  deployments: DeploymentService;
}

type PushedCommit = Commit & {
  files: { added: string[]; modified: string[]; removed: string[] };
};

/** GitLab lists at most this many commits in a push event. */
const maxCommits = 20;

/** Turns what happens into webhook events. */
export function sendWebhooks(sources: WebhookSources) {
  const { state, urls, storage, webhooks } = sources;
  const commitOf = async (project: Project, sha: string) =>
    (await readCommits(storage.repository(project.id), [sha]))[0];

  sources.pushes.onPush(async push => {
    if (hasHooks(state, push.project)) {
      const pushed = await pushedCommits(storage, push);
      const tag = push.ref.startsWith('refs/tags/');
      webhooks.dispatch(
        push.project,
        tag ? 'tag_push_events' : 'push_events',
        () => pushPayload(sources, push, pushed, tag),
        push.ref.replace('refs/heads/', ''),
      );
    }
  });

  sources.mergeRequests.onEvent(async event => {
    if (hasHooks(state, event.project)) {
      const commit = await commitOf(event.project, event.request.sha);
      webhooks.dispatch(event.project, 'merge_requests_events', () =>
        mergeRequestPayload(sources, event, commit),
      );
    }
  });

  sources.scheduler.onPipeline(async pipeline => {
    const project = state.projects.get(pipeline.projectId);
    if (project && hasHooks(state, project)) {
      const commit = await commitOf(project, pipeline.sha);
      webhooks.dispatch(project, 'pipeline_events', () =>
        pipelinePayload(sources, project, pipeline, commit),
      );
    }
  });

  sources.scheduler.onJob((job, pipeline) => {
    const project = state.projects.get(job.projectId);
    if (project) {
      webhooks.dispatch(project, 'job_events', () =>
        jobPayload(sources, project, job, pipeline),
      );
    }
  });

  sources.deployments.onChange(deployment => {
    const project = state.projects.get(deployment.projectId);
    if (project) {
      webhooks.dispatch(project, 'deployment_events', () =>
        deploymentPayload({ state, urls }, project, deployment),
      );
    }
  });
}

/** Whether anybody listens: what a payload needs from Git is only read then. */
function hasHooks(state: GitLabState, project: Project): boolean {
  if (state.hooks.size === 0) {
    return false;
  }
  const sources = [sourceKey('project', project.id)];
  let group = state.groups.get(project.namespaceId);
  while (group) {
    sources.push(sourceKey('group', group.id));
    group =
      group.parentId === null ? undefined : state.groups.get(group.parentId);
  }
  return sources.some(source => state.hooks.first('source', source));
}

async function pushedCommits(storage: RepositoryStorage, push: Push) {
  if (push.after === zeroId) {
    return { commits: [], total: 0 };
  }
  const repository = storage.repository(push.project.id);
  const commits = await readHistory(repository, {
    revision:
      push.before === zeroId ? push.after : `${push.before}..${push.after}`,
    limit: push.before === zeroId ? 1 : undefined,
  });
  const shown = commits.slice(0, maxCommits).reverse();
  const described: PushedCommit[] = [];
  for (const commit of shown) {
    const files = await changedFiles(
      repository,
      commit.parents[0] ?? emptyTree,
      commit.id,
    );
    described.push({ ...commit, files });
  }
  return { commits: described, total: commits.length };
}

function pushPayload(
  { state, urls }: WebhookSources,
  push: Push,
  { commits, total }: { commits: PushedCommit[]; total: number },
  tag: boolean,
) {
  const { project, user } = push;
  return {
    object_kind: tag ? 'tag_push' : 'push',
    event_name: tag ? 'tag_push' : 'push',
    before: push.before,
    after: push.after,
    ref: push.ref,
    ref_protected: state.protections
      .where('project', project.id)
      .some(rule => `refs/heads/${rule.name}` === push.ref),
    checkout_sha: push.after === zeroId ? null : push.after,
    message: null,
    user_id: user.id,
    user_name: user.name,
    user_username: user.username,
    user_email: user.email,
    user_avatar: null,
    project_id: project.id,
    project: projectPart(state, urls, project),
    commits: commits.map(commit => ({
      ...commitPart(urls, project, commit),
      ...commit.files,
    })),
    total_commits_count: total,
    push_options: {},
    repository: {
      ...repositoryPart(urls, project),
      git_http_url: urls.clone(project),
      git_ssh_url: urls.ssh(project),
      visibility_level: projectPart(state, urls, project).visibility_level,
    },
  };
}
