import type { EnvironmentState } from '@runway/plugin-argocd-common';

/** Whether an environment waits for a person: broken, gone, suspended or different from Git. */
export function needsAttention(state: EnvironmentState): boolean {
  return (
    state.state === 'deployed' &&
    (['Degraded', 'Missing', 'Suspended'].includes(state.health) ||
      (state.sync === 'OutOfSync' && state.health !== 'Progressing'))
  );
}
