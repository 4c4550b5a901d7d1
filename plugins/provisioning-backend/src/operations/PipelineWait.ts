import type { JsonObject } from '@backstage/types';
import type { GitLabJob, GitLabPipeline } from '@runway/integrations';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeOnce } from './makeOnce';
import { StepFailedError } from './StepFailedError';
import type { Operation, OperationContext, Plan } from './Operation';

const POLL_MS = 500;
const TIMEOUT_MS = 30 * 60_000;

/**
 * Runs the first pipeline, which the first commit left out because its last job needs what later steps declare, and
 * waits until the newest one of the main branch has deployed to the first environment, or has passed. Scans go on beside it:
 * what they find holds back promotion, not the run. A retry runs a failed one again.
 */
export class PipelineWait implements Operation {
  readonly id = 'runway:pipeline:wait';

  async plan(): Promise<Plan> {
    return { resources: [], files: [] };
  }

  async execute(_input: JsonObject, context: OperationContext) {
    const { facts, upstreams, signal } = context;
    const gitlab = upstreams.gitlab();
    const project = `${facts.team}/${facts.name}`;
    const deploy = `deploy-${upstreams.environments[0]?.name}`;
    const deadline = Date.now() + TIMEOUT_MS;
    const newest = async () => {
      const [pipeline] = await gitlab.pipelines(
        project,
        { ref: 'main', limit: 1 },
        { signal },
      );
      return pipeline?.status === 'skipped' ? undefined : pipeline;
    };
    let retried = false;
    while (Date.now() < deadline) {
      const pipeline = await newest();
      if (!pipeline) {
        await context.waitFor('GitLab to start the first pipeline');
        await makeOnce({
          find: newest,
          make: () => gitlab.createPipeline(project, 'main', { signal }),
          signal,
        });
      } else if (['success', 'manual'].includes(pipeline.status)) {
        context.log(`Pipeline #${pipeline.id} passed: ${pipeline.webUrl}`);
        return { pipelineUrl: pipeline.webUrl };
      } else {
        const jobs = await gitlab.jobs(project, pipeline.id, { signal });
        if (jobs.some(job => job.name === deploy && job.status === 'success')) {
          context.log(
            `${deploy} of pipeline #${pipeline.id} passed: ${pipeline.webUrl}`,
          );
          return { pipelineUrl: pipeline.webUrl };
        }
        if (['failed', 'canceled'].includes(pipeline.status)) {
          if (retried || !context.isRetry) {
            throw failure(pipeline, jobs);
          }
          retried = true;
          context.log(`Running pipeline #${pipeline.id} again`);
          await gitlab.retryPipeline(project, pipeline.id, { signal });
        } else {
          await context.waitFor(progress(pipeline, jobs));
        }
      }
      await sleep(POLL_MS, undefined, { signal });
    }
    throw new StepFailedError(
      `The pipeline has not ended after ${TIMEOUT_MS / 60_000} minutes.`,
      'Look at the pipeline in GitLab: a runner may be missing. Then press Retry.',
      'gitlab',
    );
  }
}

function progress(pipeline: GitLabPipeline, jobs: GitLabJob[]) {
  const counted = jobs.filter(job => job.status !== 'manual');
  const done = counted.filter(job => job.status === 'success').length;
  const running = counted
    .filter(job => job.status === 'running')
    .map(job => job.name);
  const now = running.length ? `: ${running.join(', ')} running` : '';
  return `Pipeline #${pipeline.id}${now} (${done} of ${counted.length} jobs done)`;
}

function failure(pipeline: GitLabPipeline, jobs: GitLabJob[]) {
  const failed = jobs.filter(
    job => job.status === 'failed' && !job.allowFailure,
  );
  const what = failed.length
    ? `The job ${failed.map(job => job.name).join(', ')} failed`
    : `The pipeline is ${pipeline.status}`;
  return new StepFailedError(
    `${what} in pipeline #${pipeline.id}: ${pipeline.webUrl}`,
    'Open the job’s log, correct the cause with a commit, then press Retry: the run goes on with the newest pipeline.',
    'gitlab',
  );
}
