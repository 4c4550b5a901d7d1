import type { KubernetesObject } from '../../core/SandboxContext';
import type { SyncPhase } from '../model/Application';
import { annotationOptions } from '../model/tracking';

const hookAnnotation = 'argocd.argoproj.io/hook';
const helmHookAnnotation = 'helm.sh/hook';

const helmPhases: Record<string, SyncPhase> = {
  'pre-install': 'PreSync',
  'pre-upgrade': 'PreSync',
  'post-install': 'PostSync',
  'post-upgrade': 'PostSync',
};

const syncPhases: SyncPhase[] = ['PreSync', 'Sync', 'PostSync', 'SyncFail'];

/** Phases in which a hook runs; empty for what isn't a hook, or is one that never runs in a sync. */
export function hookPhasesOf(object: KubernetesObject): SyncPhase[] {
  const own = annotationOptions(object, hookAnnotation);
  const phases = own.length
    ? own.filter((type): type is SyncPhase =>
        syncPhases.includes(type as SyncPhase),
      )
    : annotationOptions(object, helmHookAnnotation)
        .map(type => helmPhases[type])
        .filter(Boolean);
  return [...new Set(phases)];
}

/** Whether an object is a hook of any kind, and so no part of the desired state. */
export function isHook(object: KubernetesObject): boolean {
  const own = annotationOptions(object, hookAnnotation);
  if (own.length) {
    return !own.includes('Skip') || own.length > 1;
  }
  return annotationOptions(object, helmHookAnnotation).some(
    type => type !== 'crd-install',
  );
}

/** Whether an object of Git is never to be synced. */
export function isSkipped(object: KubernetesObject): boolean {
  return annotationOptions(object, hookAnnotation).includes('Skip');
}

export type HookDeletePolicy =
  | 'HookSucceeded'
  | 'HookFailed'
  | 'BeforeHookCreation';

/** When a hook's object is removed; before it is made anew by default. */
export function deletePoliciesOf(object: KubernetesObject): HookDeletePolicy[] {
  const own = annotationOptions(
    object,
    'argocd.argoproj.io/hook-delete-policy',
  );
  const helm: Record<string, HookDeletePolicy> = {
    'hook-succeeded': 'HookSucceeded',
    'hook-failed': 'HookFailed',
    'before-hook-creation': 'BeforeHookCreation',
  };
  const policies = own.length
    ? (own as HookDeletePolicy[])
    : annotationOptions(object, 'helm.sh/hook-delete-policy')
        .map(policy => helm[policy])
        .filter(Boolean);
  return policies.length > 0 ? policies : ['BeforeHookCreation'];
}
