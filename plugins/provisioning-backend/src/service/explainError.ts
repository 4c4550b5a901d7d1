import { isUpstreamError } from '@runway/integrations';
import type { RunError } from '@runway/plugin-provisioning-common';
import { StepFailedError } from '../operations/StepFailedError';

const SYSTEM_NAMES: Record<string, string> = {
  gitlab: 'GitLab',
  argocd: 'Argo CD',
  vault: 'Vault',
  kubernetes: 'Kubernetes',
};

/** Says what happened in a step, what was kept, and what to do next. */
export function explainError(error: unknown, stepId: string): RunError {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof StepFailedError) {
    return { message, advice: error.advice, stepId, system: error.system };
  }
  if (isUpstreamError(error)) {
    return {
      message,
      advice: upstreamAdvice(error.name, SYSTEM_NAMES[error.system]),
      stepId,
      system: error.system,
    };
  }
  return {
    message,
    advice:
      'What was made so far is kept. Press Retry to go on from this step, or Undo to take everything back.',
    stepId,
  };
}

function upstreamAdvice(name: string, system: string) {
  switch (name) {
    case 'NotAllowedError':
      return `The portal may not do this in ${system}. Ask the platform team to check its rights, then press Retry. What was made so far is kept.`;
    case 'ConflictError':
    case 'InputError':
      return `${system} refused it, so a retry alone won’t help: correct what it says, or press Undo. What was made so far is kept.`;
    default:
      return `What was made so far is kept. Press Retry once ${system} answers again, or Undo to take everything back.`;
  }
}
