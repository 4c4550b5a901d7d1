import { z } from 'zod';
import { ApiError } from '../../ApiError';
import type { Deployment, Project } from '../../state/GitLabModel';
import type { ApiCall } from '../ApiCall';
import type { ApiRouter } from '../ApiRouter';
import {
  presentDeployments,
  presentEnvironment,
} from '../entities/presentPipeline';
import { paginate } from '../paginate';
import { flag, text } from '../parseInput';

const status = z.enum(['running', 'success', 'failed', 'canceled']);

/** Environments and deployments. */
export function addDeploymentRoutes(api: ApiRouter) {
  addEnvironmentRoutes(api);
  const base = '/projects/:id/deployments';

  api.get(base, async call => {
    const project = call.project('read_code');
    const input = call.input(
      z.object({
        environment: text.optional(),
        status: text.optional(),
        updated_after: text.optional(),
        updated_before: text.optional(),
        finished_after: text.optional(),
        finished_before: text.optional(),
        order_by: z
          .enum(['id', 'iid', 'created_at', 'updated_at', 'finished_at', 'ref'])
          .optional(),
        sort: z.enum(['asc', 'desc']).optional(),
      }),
    );
    const environment =
      input.environment &&
      call.services.deployments.environment(project, input.environment);
    const within = (time: string | null, after?: string, before?: string) =>
      (!after || (time && Date.parse(time) > Date.parse(after))) &&
      (!before || (time && Date.parse(time) < Date.parse(before)));
    const found = call.state.deployments
      .where('project', project.id)
      .filter(
        deployment =>
          (!input.status || deployment.status === input.status) &&
          (!input.environment ||
            (environment && deployment.environmentId === environment.id)) &&
          within(
            deployment.updatedAt,
            input.updated_after,
            input.updated_before,
          ) &&
          within(
            deployment.finishedAt,
            input.finished_after,
            input.finished_before,
          ),
      );
    if (input.order_by === 'updated_at') {
      found.sort((one, other) => one.updatedAt.localeCompare(other.updatedAt));
    }
    const page = paginate(
      call,
      input.sort === 'desc' ? found.reverse() : found,
      {},
    );
    return presentDeployments(call.services, project, page);
  });

  api.get(`${base}/:deployment_id`, call => {
    const project = call.project('read_code');
    return show(call, project, deploymentOf(call, project));
  });

  api.post(base, async call => {
    const project = call.writableProject('write_environments');
    const input = call.input(
      z.object({ environment: text, sha: text, ref: text, tag: flag, status }),
    );
    const sha = await call.repository(project).resolve(input.sha);
    if (!sha) {
      throw ApiError.badRequest({ sha: ['does not exist'] });
    }
    const deployment = call.services.deployments.create(project, {
      environment: input.environment,
      ref: input.ref,
      tag: input.tag,
      sha,
      status: input.status,
      userId: call.user.id,
    });
    return show(call, project, deployment);
  });

  api.put(`${base}/:deployment_id`, call => {
    const project = call.writableProject('write_environments');
    const deployment = deploymentOf(call, project);
    const input = call.input(z.object({ status }));
    if (deployment.status === input.status) {
      throw ApiError.badRequest({
        status: [`cannot transition via "${input.status}"`],
      });
    }
    return show(
      call,
      project,
      call.services.deployments.setStatus(deployment, input.status),
    );
  });
}

function addEnvironmentRoutes(api: ApiRouter) {
  const base = '/projects/:id/environments';
  const fields = {
    external_url: text.nullable().optional(),
    tier: text.optional(),
  };

  api.get(base, call => {
    const project = call.project('read_code');
    const input = call.input(
      z.object({
        name: text.optional(),
        search: text.optional(),
        states: text.optional(),
      }),
    );
    return call.page(
      call.state.environments
        .where('project', project.id)
        .filter(
          environment =>
            (!input.name || environment.name === input.name) &&
            (!input.search || environment.name.includes(input.search)) &&
            (!input.states || environment.state === input.states),
        ),
      presentEnvironment,
    );
  });

  api.get(`${base}/:environment_id`, async call => {
    const project = call.project('read_code');
    const environment = environmentOf(call, project);
    const last = call.state.deployments
      .where('project', project.id)
      .filter(
        deployment =>
          deployment.environmentId === environment.id &&
          deployment.status === 'success',
      )
      .slice(-1);
    const [deployment = null] = await presentDeployments(
      call.services,
      project,
      last,
    );
    return { ...presentEnvironment(environment), last_deployment: deployment };
  });

  api.post(base, call => {
    const project = call.writableProject('write_environments');
    const input = call.input(z.object({ name: text, ...fields }));
    const { deployments } = call.services;
    if (deployments.environment(project, input.name)) {
      throw ApiError.badRequest({ name: ['has already been taken'] });
    }
    return presentEnvironment(
      deployments.createEnvironment(project, {
        name: input.name,
        externalUrl: input.external_url,
        tier: input.tier,
      }),
    );
  });

  api.put(`${base}/:environment_id`, call => {
    const project = call.writableProject('write_environments');
    const environment = environmentOf(call, project);
    const input = call.input(z.object(fields));
    return presentEnvironment(
      call.state.environments.update(environment.id, {
        externalUrl: input.external_url ?? environment.externalUrl,
        tier: input.tier ?? environment.tier,
        updatedAt: new Date().toISOString(),
      }),
    );
  });

  api.post(`${base}/:environment_id/stop`, call => {
    const project = call.writableProject('write_environments');
    const environment = environmentOf(call, project);
    call.status(200);
    return presentEnvironment(
      call.state.environments.update(environment.id, { state: 'stopped' }),
    );
  });

  api.delete(`${base}/:environment_id`, call => {
    const project = call.writableProject('write_environments');
    const environment = environmentOf(call, project);
    if (environment.state !== 'stopped') {
      throw ApiError.forbidden();
    }
    call.state.environments.delete(environment.id);
    return call.noContent();
  });
}

function environmentOf(call: ApiCall, project: Project) {
  const environment = call.state.environments.get(
    call.intParam('environment_id'),
  );
  if (environment?.projectId !== project.id) {
    throw ApiError.notFound();
  }
  return environment;
}

function deploymentOf(call: ApiCall, project: Project): Deployment {
  const deployment = call.state.deployments.get(call.intParam('deployment_id'));
  if (deployment?.projectId !== project.id) {
    throw ApiError.notFound();
  }
  return deployment;
}

async function show(call: ApiCall, project: Project, deployment: Deployment) {
  const [shown] = await presentDeployments(call.services, project, [
    deployment,
  ]);
  return shown;
}
