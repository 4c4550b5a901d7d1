import type { Check } from '@runway/plugin-provisioning-common';
import type { StoredRun } from '../database/RunStore';

/** Whether the run that made it has ended. */
export function endedRunCheck(run: StoredRun): Check {
  const isActive = ['starting', 'running', 'undoing'].includes(run.status);
  return {
    id: 'run',
    title: 'Nothing else is working on it',
    status: isActive ? 'failed' : 'ok',
    message: isActive
      ? `Its run is ${run.status}.`
      : 'The run that made it has ended.',
    action: isActive ? 'Wait until the run has ended.' : undefined,
    durationMs: 0,
  };
}
