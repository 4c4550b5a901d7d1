import { RepositoryAdmin } from './admin/RepositoryAdmin';
import type { DeploymentStatus } from './state/GitLabModel';

export type { AccessLevelName, SeedProject } from './admin/DirectoryAdmin';
export type { SeedCommit } from './admin/RepositoryAdmin';

/**
 * Fills GitLab in process. Nothing here asks who calls; names and paths are given as people write them.
 * Commits made here start no pipelines and send no webhooks unless `announce` is set.
 */
export class GitLabAdmin extends RepositoryAdmin {
  /** Records an image as if a job of the project had pushed it. */
  pushImage(project: string, image: string) {
    this.services.registry.push(this.project(project), image);
  }

  /**
   * Runs the pipeline of a branch at once, to its end, with all its effects. Undefined when there is none to run.
   * Jobs that somebody must start stay as they are.
   */
  async runPipeline(input: {
    project: string;
    ref?: string;
    username?: string;
  }) {
    const { pipelines, scheduler, state, storage } = this.services;
    const project = this.project(input.project);
    const ref = input.ref ?? project.defaultBranch ?? project.initialBranch;
    const sha = await storage.repository(project.id).resolve(ref);
    if (!sha) {
      return undefined;
    }
    const result = await pipelines.create({
      project,
      user: input.username
        ? this.requireUser(input.username)
        : state.users.get(project.creatorId)!,
      ref,
      tag: false,
      sha,
      source: 'push',
    });
    if (result.kind === 'none') {
      return undefined;
    }
    await scheduler.runNow(result.pipeline.id, project);
    return state.pipelines.get(result.pipeline.id);
  }

  /** Records a deployment, `at` its time. */
  recordDeployment(input: {
    project: string;
    environment: string;
    sha: string;
    ref?: string;
    status?: DeploymentStatus;
    username?: string;
    at?: Date;
  }) {
    const { deployments, state } = this.services;
    const project = this.project(input.project);
    const deployment = deployments.create(project, {
      environment: input.environment,
      ref: input.ref ?? project.defaultBranch ?? project.initialBranch,
      tag: false,
      sha: input.sha,
      status: input.status ?? 'success',
      userId: input.username
        ? this.requireUser(input.username).id
        : project.creatorId,
    });
    const at = input.at?.toISOString();
    return at
      ? state.deployments.update(deployment.id, {
          createdAt: at,
          updatedAt: at,
          finishedAt: deployment.finishedAt && at,
        })
      : deployment;
  }
}
