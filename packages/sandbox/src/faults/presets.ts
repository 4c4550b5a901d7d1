import type { FaultRuleInput } from './FaultRule';

/** A fault that can be had by its name. */
export interface FaultPreset {
  /** Id of the preset, and of its rule. */
  id: string;
  title: string;
  rule: Omit<FaultRuleInput, 'id'>;
}

/** What usually goes wrong. */
export const FAULT_PRESETS: FaultPreset[] = [
  {
    id: 'gitlab-down',
    title: 'GitLab down',
    rule: { system: 'gitlab', fault: { kind: 'reset' } },
  },
  {
    id: 'gitlab-busy',
    title: 'GitLab limits the rate (429)',
    rule: {
      system: 'gitlab',
      path: '/api/**',
      fault: { kind: 'status', status: 429, headers: { 'Retry-After': '5' } },
    },
  },
  {
    id: 'gitlab-done-but-500',
    title: 'GitLab does it, but answers 500',
    rule: {
      system: 'gitlab',
      method: 'POST',
      path: '/api/**',
      fault: { kind: 'accomplished' },
    },
  },
  {
    id: 'argocd-503',
    title: 'Argo CD 503',
    rule: { system: 'argocd', fault: { kind: 'status', status: 503 } },
  },
  {
    id: 'argocd-hangs',
    title: 'Argo CD hangs',
    rule: { system: 'argocd', fault: { kind: 'hang' } },
  },
  {
    id: 'vault-slow',
    title: 'Vault slow (3 s)',
    rule: { system: 'vault', fault: { kind: 'latency', ms: 3000 } },
  },
  {
    id: 'vault-denied',
    title: 'Vault denies (403)',
    rule: { system: 'vault', fault: { kind: 'status', status: 403 } },
  },
  {
    id: 'kubernetes-down',
    title: 'Kubernetes down',
    rule: { system: 'kubernetes', fault: { kind: 'reset' } },
  },
  {
    id: 'oidc-down',
    title: 'Sign-in down',
    rule: { system: 'oidc', fault: { kind: 'status', status: 503 } },
  },
  {
    id: 'atlantis-down',
    title: 'Atlantis down (webhooks are lost)',
    rule: { system: 'atlantis', fault: { kind: 'reset' } },
  },
  {
    id: 'cloud-refuses-plan',
    title: 'The cloud refuses plans',
    rule: {
      system: 'azure',
      method: 'GET',
      fault: { kind: 'status', status: 403 },
    },
  },
  {
    id: 'cloud-refuses-apply',
    title: 'The cloud refuses the third change of an apply',
    rule: {
      system: 'azure',
      method: 'PUT',
      skip: 2,
      times: 1,
      fault: { kind: 'status', status: 409 },
    },
  },
];
