import type { Job, PipelineStatus } from '../state/PipelineModel';

/** How a job counts for what comes after it: a failure that is allowed is no failure, a manual job that may wait is no wait. */
export function effectiveStatus(job: Job): PipelineStatus {
  if (job.definition.allowFailure) {
    if (job.status === 'failed' || job.status === 'canceled') {
      return 'success';
    }
    if (job.status === 'manual') {
      return 'skipped';
    }
  }
  return job.status;
}

/** One status for several jobs, as GitLab composes it. */
export function composeStatus(jobs: Job[]): PipelineStatus {
  const statuses = new Set(jobs.map(effectiveStatus));
  const only = (...allowed: PipelineStatus[]) =>
    [...statuses].every(status => allowed.includes(status));
  const any = (...wanted: PipelineStatus[]) =>
    wanted.some(status => statuses.has(status));
  if (jobs.length === 0 || only('skipped')) {
    return jobs.some(job => job.status === 'manual') ? 'manual' : 'skipped';
  }
  if (only('success', 'skipped')) {
    return 'success';
  }
  if (only('created')) {
    return 'created';
  }
  if (only('success', 'skipped', 'canceled')) {
    return 'canceled';
  }
  if (only('created', 'skipped', 'pending')) {
    return 'pending';
  }
  if (any('running', 'pending')) {
    return 'running';
  }
  if (any('manual')) {
    return 'manual';
  }
  return any('created') ? 'running' : 'failed';
}

export function isFinished(status: PipelineStatus): boolean {
  return ['success', 'failed', 'canceled', 'skipped'].includes(status);
}
