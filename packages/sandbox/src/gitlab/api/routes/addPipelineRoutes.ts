import { z } from 'zod';
import { ApiError } from '../../ApiError';
import type { Project } from '../../state/GitLabModel';
import type { Pipeline } from '../../state/PipelineModel';
import type { ApiCall } from '../ApiCall';
import type { ApiRouter } from '../ApiRouter';
import {
  presentPipeline,
  presentPipelineBasic,
} from '../entities/presentPipeline';
import { text } from '../parseInput';

const variables = z
  .array(z.object({ key: text, value: text, variable_type: text.optional() }))
  .optional();

const filters = z.object({
  scope: z
    .enum(['running', 'pending', 'finished', 'branches', 'tags'])
    .optional(),
  status: text.optional(),
  source: text.optional(),
  ref: text.optional(),
  sha: text.optional(),
  username: text.optional(),
  updated_after: text.optional(),
  updated_before: text.optional(),
  created_after: text.optional(),
  order_by: z.enum(['id', 'status', 'ref', 'updated_at', 'user_id']).optional(),
  sort: z.enum(['asc', 'desc']).optional(),
});

/** Pipelines; their jobs are in addJobRoutes. */
export function addPipelineRoutes(api: ApiRouter) {
  const base = '/projects/:id/pipelines';

  api.get(base, call => {
    const project = call.project('read_code');
    const input = call.input(filters);
    const pipelines = call.state.pipelines
      .where('project', project.id)
      .filter(pipeline => matches(call, pipeline, input));
    if (input.order_by === 'updated_at') {
      pipelines.sort((one, other) =>
        one.updatedAt.localeCompare(other.updatedAt),
      );
    }
    return call.page(
      input.sort === 'asc' ? pipelines : pipelines.reverse(),
      pipeline => presentPipelineBasic(call.services, project, pipeline),
    );
  });

  api.get(`${base}/latest`, call => {
    const project = call.project('read_code');
    const { ref } = call.input(z.object({ ref: text.optional() }));
    const pipeline = call.state.pipelines
      .where('project', project.id)
      .filter(candidate => candidate.ref === (ref ?? project.defaultBranch))
      .pop();
    if (!pipeline) {
      throw ApiError.notFound();
    }
    return presentPipeline(call.services, project, pipeline);
  });

  api.get(`${base}/:pipeline_id`, call => {
    const project = call.project('read_code');
    return presentPipeline(call.services, project, pipelineOf(call, project));
  });

  api.get(`${base}/:pipeline_id/variables`, call => {
    const project = call.project('run_pipelines');
    return pipelineOf(call, project).variables;
  });

  api.get(`${base}/:pipeline_id/test_report_summary`, call => {
    pipelineOf(call, call.project('read_code'));
    return {
      total: {
        time: 0,
        count: 0,
        success: 0,
        failed: 0,
        skipped: 0,
        error: 0,
        suite_error: null,
      },
      test_suites: [],
    };
  });

  api.post('/projects/:id/pipeline', async call => {
    const project = call.writableProject('run_pipelines');
    const input = call.input(z.object({ ref: text, variables }));
    const repository = call.repository(project);
    const sha = await repository.resolve(input.ref);
    if (!sha) {
      throw ApiError.badRequest({ base: ['Reference not found'] });
    }
    const branch = await repository.readRef(`refs/heads/${input.ref}`);
    const result = await call.services.pipelines.create({
      project,
      user: call.user,
      ref: input.ref,
      tag: /^0+$/.test(branch),
      sha,
      source: 'api',
      variables: input.variables,
    });
    if (result.kind === 'none') {
      throw ApiError.badRequest({ base: [result.reason] });
    }
    return presentPipeline(call.services, project, result.pipeline);
  });

  api.post(`${base}/:pipeline_id/retry`, call => {
    const project = call.writableProject('run_pipelines');
    const pipeline = pipelineOf(call, project);
    return presentPipeline(
      call.services,
      project,
      call.services.pipelines.retry(pipeline, call.user),
    );
  });

  api.post(`${base}/:pipeline_id/cancel`, call => {
    const project = call.writableProject('run_pipelines');
    const pipeline = pipelineOf(call, project);
    call.status(200);
    return presentPipeline(
      call.services,
      project,
      call.services.pipelines.cancel(pipeline),
    );
  });

  api.delete(`${base}/:pipeline_id`, call => {
    const project = call.project('owner');
    const pipeline = pipelineOf(call, project);
    for (const job of call.state.jobs.where('pipeline', pipeline.id)) {
      call.state.jobs.delete(job.id);
      call.state.traces.delete(job.id);
    }
    call.state.pipelines.delete(pipeline.id);
    return call.noContent();
  });
}

/** @throws ApiError 404 when the project has no such pipeline */
export function pipelineOf(call: ApiCall, project: Project): Pipeline {
  const pipeline = call.state.pipelines.get(call.intParam('pipeline_id'));
  if (pipeline?.projectId !== project.id) {
    throw ApiError.notFound();
  }
  return pipeline;
}

function matches(
  call: ApiCall,
  pipeline: Pipeline,
  input: z.output<typeof filters>,
) {
  const user = call.state.users.get(pipeline.userId);
  return (
    (!input.status || pipeline.status === input.status) &&
    (!input.source || pipeline.source === input.source) &&
    (!input.ref || pipeline.ref === input.ref) &&
    (!input.sha || pipeline.sha === input.sha) &&
    (!input.username || user?.username === input.username) &&
    (!input.updated_after ||
      Date.parse(pipeline.updatedAt) > Date.parse(input.updated_after)) &&
    (!input.updated_before ||
      Date.parse(pipeline.updatedAt) < Date.parse(input.updated_before)) &&
    (!input.created_after ||
      Date.parse(pipeline.createdAt) > Date.parse(input.created_after)) &&
    inScope(pipeline, input.scope)
  );
}

function inScope(pipeline: Pipeline, scope: string | undefined) {
  switch (scope) {
    case 'running':
    case 'pending':
      return pipeline.status === scope;
    case 'finished':
      return ['success', 'failed', 'canceled'].includes(pipeline.status);
    case 'tags':
      return pipeline.tag;
    case 'branches':
      return !pipeline.tag && pipeline.mergeRequestIid === null;
    default:
      return true;
  }
}
