import type { Run, RunStep } from '@runway/plugin-provisioning-common';

/** The step that a person looks for first: the one that runs, or the one that failed. */
export function findActiveStep(run: Run): RunStep | undefined {
  return (
    run.steps.find(step => step.status === 'running') ??
    run.steps.find(step => step.id === run.error?.stepId) ??
    run.steps.find(step => step.status === 'failed')
  );
}

/** How many steps are behind the run. */
export function countDoneSteps(run: Run): number {
  return run.steps.filter(
    step => step.status === 'succeeded' || step.status === 'skipped',
  ).length;
}
