import type { GitLabUrls } from '../GitLabUrls';
import type { Deployment, Project } from '../state/GitLabModel';
import type { GitLabState } from '../state/GitLabState';
import { hookTime, projectPart, userPart } from './payloadParts';

/** Body of a deployment event. */
export function deploymentPayload(
  { state, urls }: { state: GitLabState; urls: GitLabUrls },
  project: Project,
  deployment: Deployment,
) {
  const environment = state.environments.get(deployment.environmentId);
  const user = state.users.get(deployment.userId)!;
  return {
    object_kind: 'deployment',
    status: deployment.status,
    status_changed_at: hookTime(deployment.updatedAt),
    deployment_id: deployment.id,
    deployable_id: deployment.jobId,
    deployable_url:
      deployment.jobId === null ? null : urls.job(project, deployment.jobId),
    environment: environment?.name,
    environment_tier: environment?.tier,
    environment_slug: environment?.slug,
    environment_external_url: environment?.externalUrl,
    project: projectPart(state, urls, project),
    short_sha: deployment.sha.slice(0, 8),
    user: userPart(user),
    user_url: urls.web(user.username),
    commit_url: urls.commit(project, deployment.sha),
    commit_title: null,
    ref: deployment.ref,
  };
}
