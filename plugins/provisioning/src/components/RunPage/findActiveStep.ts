import type { Run, RunStep } from '@runway/plugin-provisioning-common';

/** The step that a person looks for first: the one that runs, or the one that failed. */
export function findActiveStep(run: Run): RunStep | undefined {
  return (
    run.steps.find(step => step.status === 'running') ??
    run.steps.find(step => step.id === run.error?.stepId) ??
    run.steps.find(step => step.status === 'failed')
  );
}

/**
 * The steps as a person understands them. The scaffolder calls the steps behind a failed one "skipped";
 * here they are still to do, because a retry goes on with them.
 */
export function readSteps(run: Run): RunStep[] {
  const failed = run.steps.findIndex(step => step.status === 'failed');
  return run.steps.map((step, index) =>
    failed >= 0 && index > failed && step.status === 'skipped'
      ? { ...step, status: 'pending' }
      : step,
  );
}

/** How many steps are behind the run. */
export function countDoneSteps(run: Run): number {
  return readSteps(run).filter(
    step => step.status === 'succeeded' || step.status === 'skipped',
  ).length;
}
