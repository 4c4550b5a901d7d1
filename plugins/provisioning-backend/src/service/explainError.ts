import { isUpstreamError, type UpstreamError } from '@runway/integrations';
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
      advice: upstreamAdvice(error, SYSTEM_NAMES[error.system]),
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

function upstreamAdvice(
  { name, upstreamStatus }: UpstreamError,
  system: string,
) {
  // It answers, but doesn't know the portal (any more); Vault says 403 of that.
  const isTokenRefused =
    name === 'ServiceUnavailableError' && [401, 403].includes(upstreamStatus!);
  if (isTokenRefused) {
    return `Ask the platform team to renew the portal's token in ${system}, then press Retry. What was made so far is kept.`;
  }
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
