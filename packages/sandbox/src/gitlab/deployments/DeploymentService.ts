import { slugOf } from '../ci/CiVariables';
import { expandVariables } from '../ci/expandVariables';
import type { Project } from '../state/GitLabModel';
import type {
  Deployment,
  DeploymentStatus,
  Environment,
} from '../state/GitLabModel';
import type { GitLabState } from '../state/GitLabState';
import type { Job, Pipeline } from '../state/PipelineModel';

type Handler = (deployment: Deployment) => void;

/** Environments and what was deployed to them, by jobs or through the API. */
export class DeploymentService {
  readonly #handlers: Handler[] = [];

  constructor(private readonly state: GitLabState) {}

  onChange(handler: Handler) {
    this.#handlers.push(handler);
  }

  environment(project: Project, name: string): Environment | undefined {
    return this.state.environments
      .where('project', project.id)
      .find(environment => environment.name === name);
  }

  createEnvironment(
    project: Project,
    input: { name: string; externalUrl?: string | null; tier?: string },
  ): Environment {
    const now = new Date().toISOString();
    return this.state.environments.put({
      id: this.state.nextId('environments'),
      projectId: project.id,
      name: input.name,
      slug: slugOf(input.name),
      externalUrl: input.externalUrl ?? null,
      state: 'available',
      tier: input.tier ?? tierOf(input.name),
      createdAt: now,
      updatedAt: now,
    });
  }

  create(
    project: Project,
    input: {
      environment: string;
      ref: string;
      tag: boolean;
      sha: string;
      status: DeploymentStatus;
      userId: number;
      jobId?: number;
      externalUrl?: string;
    },
  ): Deployment {
    const environment =
      this.environment(project, input.environment) ??
      this.createEnvironment(project, {
        name: input.environment,
        externalUrl: input.externalUrl,
      });
    const now = new Date().toISOString();
    const deployment = this.state.deployments.put({
      id: this.state.nextId('deployments'),
      iid: this.state.nextId(`deployments.${project.id}`),
      projectId: project.id,
      environmentId: environment.id,
      ref: input.ref,
      tag: input.tag,
      sha: input.sha,
      status: input.status,
      userId: input.userId,
      jobId: input.jobId ?? null,
      createdAt: now,
      updatedAt: now,
      finishedAt: isOver(input.status) ? now : null,
    });
    this.#tell(deployment);
    return deployment;
  }

  setStatus(deployment: Deployment, status: DeploymentStatus): Deployment {
    const now = new Date().toISOString();
    const changed = this.state.deployments.update(deployment.id, {
      status,
      updatedAt: now,
      finishedAt: isOver(status) ? now : null,
    });
    this.#tell(changed);
    return changed;
  }

  /** A job with an environment deploys to it. */
  afterJob(job: Job, pipeline: Pipeline) {
    const { environment } = job.definition;
    const project = this.state.projects.get(job.projectId);
    if (!environment || environment.action !== 'start' || !project) {
      return;
    }
    const [known] = this.state.deployments.where('job', job.id);
    if (job.status === 'running' && !known) {
      this.create(project, {
        environment: environment.name,
        ref: pipeline.ref,
        tag: pipeline.tag,
        sha: pipeline.sha,
        status: 'running',
        userId: job.userId,
        jobId: job.id,
        externalUrl:
          environment.url &&
          expandVariables(environment.url, job.definition.variables),
      });
    } else if (
      known &&
      (job.status === 'success' ||
        job.status === 'failed' ||
        job.status === 'canceled')
    ) {
      this.setStatus(known, job.status);
    }
  }

  #tell(deployment: Deployment) {
    this.#handlers.forEach(handler => handler(deployment));
  }
}

function isOver(status: DeploymentStatus) {
  return status === 'success' || status === 'failed' || status === 'canceled';
}

function tierOf(name: string) {
  const tiers: Array<[RegExp, string]> = [
    [/prod|live/i, 'production'],
    [/stag|stg|pre|demo|non|uat/i, 'staging'],
    [/test|tst|int|ac(ce|)pt|qa|qc|control|quality/i, 'testing'],
    [/dev|review|trunk/i, 'development'],
  ];
  return tiers.find(([pattern]) => pattern.test(name))?.[1] ?? 'other';
}
