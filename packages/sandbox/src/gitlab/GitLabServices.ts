import { join } from 'node:path';
import type { SandboxContext } from '../core/SandboxContext';
import { AccessControl } from './access/AccessControl';
import { Authentication } from './access/Authentication';
import { CiConfigLoader } from './ci/CiConfigLoader';
import { CiVariables } from './ci/CiVariables';
import { JobExecutor } from './ci/JobExecutor';
import { JobRemotes } from './ci/JobRemotes';
import { PipelineScheduler } from './ci/PipelineScheduler';
import { PipelineService } from './ci/PipelineService';
import { DeploymentService } from './deployments/DeploymentService';
import { RepositoryStorage } from './git/RepositoryStorage';
import { GitLabUrls } from './GitLabUrls';
import { MergeabilityService } from './mergeRequests/MergeabilityService';
import { MergeRequestService } from './mergeRequests/MergeRequestService';
import { MergeService } from './mergeRequests/MergeService';
import { mergeWhenPipelineSucceeds } from './mergeRequests/mergeWhenPipelineSucceeds';
import { PeopleService } from './people/PeopleService';
import { CommitService } from './projects/CommitService';
import { ProjectService } from './projects/ProjectService';
import { PushService } from './projects/PushService';
import { ContainerRegistry } from './registry/ContainerRegistry';
import { GitLabState } from './state/GitLabState';
import { sendWebhooks } from './webhooks/sendWebhooks';
import { WebhookDispatcher } from './webhooks/WebhookDispatcher';

/** The parts of the GitLab system, wired together. */
export type GitLabServices = ReturnType<typeof createGitLabServices>;

export function createGitLabServices(context: SandboxContext) {
  const state = new GitLabState(context.store);
  const urls = new GitLabUrls(context);
  const storage = new RepositoryStorage(
    join(context.dataDir, 'gitlab'),
    context.store.collection('gitlab.deferredRepositories'),
  );
  const access = new AccessControl(state);
  const authentication = new Authentication(state);
  const people = new PeopleService(state);
  const registry = new ContainerRegistry(context, state);
  const webhooks = new WebhookDispatcher(context, state, urls);
  const deployments = new DeploymentService(state);

  const pushes = new PushService(context, state, storage);
  const projects = new ProjectService(state, access, storage);
  const commits = new CommitService(access, storage, pushes);

  const mergeRequests = new MergeRequestService(context, state, storage);
  const mergeability = new MergeabilityService(state, access, storage);
  const merging = new MergeService(
    access,
    storage,
    pushes,
    mergeRequests,
    mergeability,
  );

  const variables = new CiVariables(state, access, urls);
  const executor = new JobExecutor(
    state,
    storage,
    variables,
    new JobRemotes(state, access, authentication, storage, pushes, urls),
    registry,
  );
  const scheduler = new PipelineScheduler(context, state, executor);
  const pipelines = new PipelineService(
    state,
    storage,
    new CiConfigLoader(state, access, storage, urls),
    variables,
    scheduler,
  );

  const services = {
    context,
    state,
    urls,
    storage,
    access,
    authentication,
    people,
    registry,
    webhooks,
    deployments,
    pushes,
    projects,
    commits,
    mergeRequests,
    mergeability,
    merging,
    scheduler,
    pipelines,
    variables,
  };

  // What follows from what. Order matters: hooks tell of a push before of the pipelines it starts.
  sendWebhooks(services);
  pushes.onPush(push => pipelines.afterPush(push));
  pushes.onPush(push => mergeRequests.afterPush(push));
  mergeRequests.onEvent(event => pipelines.afterMergeRequest(event));
  scheduler.onJob((job, pipeline) => deployments.afterJob(job, pipeline));
  scheduler.onPipeline(pipeline =>
    mergeWhenPipelineSucceeds(services, pipeline),
  );
  return services;
}
