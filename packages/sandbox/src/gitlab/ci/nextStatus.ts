import type { Job, Pipeline, PipelineStatus } from '../state/PipelineModel';
import { composeStatus, effectiveStatus, isFinished } from './pipelineStatus';

/** What a job that waits for others becomes now; undefined while it has to go on waiting. */
export function nextStatus(
  job: Job,
  pipeline: Pipeline,
  jobs: Job[],
): PipelineStatus | undefined {
  const before = predecessors(job, pipeline, jobs);
  // A manual job that blocks holds up everything after it until somebody plays it.
  if (before.some(other => !isFinished(effectiveStatus(other)))) {
    return undefined;
  }
  const status = before.length === 0 ? 'success' : composeStatus(before);
  const failed = status === 'failed' || status === 'canceled';
  switch (job.definition.when) {
    case 'always':
      return 'pending';
    case 'on_failure':
      return status === 'failed' ? 'pending' : 'skipped';
    case 'manual':
      return failed || neededIsMissing(job, before) ? 'skipped' : 'manual';
    default:
      return failed || neededIsMissing(job, before) ? 'skipped' : 'pending';
  }
}

function predecessors(job: Job, pipeline: Pipeline, jobs: Job[]): Job[] {
  const { needs, stage } = job.definition;
  if (needs) {
    const names = new Set(needs.map(need => need.job));
    return jobs.filter(other => names.has(other.definition.name));
  }
  const order = pipeline.stages.indexOf(stage);
  return jobs.filter(
    other => pipeline.stages.indexOf(other.definition.stage) < order,
  );
}

/** With `needs`, what a skipped job would have made is missing; between stages a skipped job is none at all. */
function neededIsMissing(job: Job, before: Job[]) {
  return (
    job.definition.needs !== undefined &&
    before.some(other => effectiveStatus(other) === 'skipped')
  );
}
