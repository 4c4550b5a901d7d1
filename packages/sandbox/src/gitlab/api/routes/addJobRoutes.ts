import { z } from 'zod';
import { ApiError } from '../../ApiError';
import type { Project } from '../../state/GitLabModel';
import type { Job } from '../../state/PipelineModel';
import type { ApiCall } from '../ApiCall';
import type { ApiRouter } from '../ApiRouter';
import { presentJobs } from '../entities/presentPipeline';
import { paginate } from '../paginate';
import { flag, list, text } from '../parseInput';
import { pipelineOf } from './addPipelineRoutes';

const filters = z.object({
  scope: list.optional(),
  include_retried: flag.optional(),
});

/** Jobs and their logs. */
export function addJobRoutes(api: ApiRouter) {
  api.get('/projects/:id/jobs', call => {
    const project = call.project('read_code');
    return listJobs(
      call,
      project,
      call.state.jobs.where('project', project.id).reverse(),
      true,
    );
  });

  api.get('/projects/:id/pipelines/:pipeline_id/jobs', call => {
    const project = call.project('read_code');
    const pipeline = pipelineOf(call, project);
    return listJobs(
      call,
      project,
      call.state.jobs.where('pipeline', pipeline.id).reverse(),
      false,
    );
  });

  // Downstream pipelines are not part of the sandbox, so no job is a bridge.
  api.get('/projects/:id/pipelines/:pipeline_id/bridges', call => {
    pipelineOf(call, call.project('read_code'));
    return call.page([], bridge => bridge);
  });

  api.get('/projects/:id/jobs/:job_id', call => {
    const project = call.project('read_code');
    return show(call, project, jobOf(call, project));
  });

  api.get('/projects/:id/jobs/:job_id/trace', call => {
    const project = call.project('read_code');
    const job = jobOf(call, project);
    call.response
      .type('text/plain')
      .send(call.state.traces.get(job.id)?.text ?? '');
    return undefined;
  });

  api.get('/projects/:id/jobs/:job_id/artifacts', call => {
    jobOf(call, call.project('read_code'));
    throw ApiError.notFound();
  });

  api.post('/projects/:id/jobs/:job_id/retry', call => {
    const { project, job } = write(call);
    return show(
      call,
      project,
      call.services.pipelines.retryJob(job, call.user),
    );
  });

  api.post('/projects/:id/jobs/:job_id/cancel', call => {
    const { project, job } = write(call);
    return show(call, project, call.services.pipelines.cancelJob(job));
  });

  api.post('/projects/:id/jobs/:job_id/play', call => {
    const { project, job } = write(call);
    const input = call.input(
      z.object({
        job_variables_attributes: z
          .array(z.object({ key: text, value: text }))
          .optional(),
      }),
    );
    call.status(200);
    return show(
      call,
      project,
      call.services.pipelines.playJob(
        job,
        call.user,
        input.job_variables_attributes,
      ),
    );
  });
}

async function listJobs(
  call: ApiCall,
  project: Project,
  jobs: Job[],
  withRetried: boolean,
) {
  const input = call.input(filters);
  const found = jobs.filter(
    job =>
      (!input.scope?.length || input.scope.includes(job.status)) &&
      (!job.retried || withRetried || input.include_retried),
  );
  const page = paginate(call, found, { keysetKey: job => String(job.id) });
  return presentJobs(call.services, project, page);
}

async function show(call: ApiCall, project: Project, job: Job) {
  const [shown] = await presentJobs(call.services, project, [job]);
  return shown;
}

function write(call: ApiCall) {
  const project = call.writableProject('run_pipelines');
  return { project, job: jobOf(call, project) };
}

function jobOf(call: ApiCall, project: Project): Job {
  const job = call.state.jobs.get(call.intParam('job_id'));
  if (job?.projectId !== project.id) {
    throw ApiError.notFound();
  }
  return job;
}
