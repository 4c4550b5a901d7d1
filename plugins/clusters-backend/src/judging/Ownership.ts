import type { NamespaceSummary } from '@runway/plugin-clusters-common';
import type { NamespaceFact } from '../reading/clusterFacts';

export const TEAM_LABEL = 'runway.aerq.io/team';
export const ENVIRONMENT_LABEL = 'runway.aerq.io/environment';

/** Those of Kubernetes, of AKS, and of what the chart `platform` installs. */
export const DEFAULT_SYSTEM_NAMESPACES = [
  'default',
  'kube-*',
  'aks-*',
  'app-routing-system',
  'argocd',
  'azure-*',
  'calico-*',
  'cert-manager',
  'external-dns',
  'gatekeeper-system',
  'ingress-nginx',
  'monitoring',
  'runway',
  'tigera-operator',
  'vault',
  'vault-secrets-operator*',
];

/** Says whose namespaces are, and to which environment they belong. */
export class Ownership {
  readonly #isSystem: RegExp;
  readonly #environments: string[];

  constructor(options: {
    /** Environments on this cluster. */
    environments: string[];
    /** Names; `*` stands for anything. */
    systemNamespaces?: string[];
  }) {
    const { environments, systemNamespaces = DEFAULT_SYSTEM_NAMESPACES } =
      options;
    const patterns = systemNamespaces.map(name =>
      name.split('*').map(escapeRegExp).join('.*'),
    );
    this.#isSystem = new RegExp(`^(${patterns.join('|')})$`);
    this.#environments = environments;
  }

  /** A label says more than a name: a team may own a component of the platform. */
  of({
    metadata,
  }: NamespaceFact): Pick<NamespaceSummary, 'kind' | 'team' | 'environment'> {
    const { name, labels = {} } = metadata;
    const team = labels[TEAM_LABEL];
    const named = labels[ENVIRONMENT_LABEL];
    const environments = this.#environments;
    const only = environments.length === 1 ? environments[0] : undefined;
    const environment = environments.includes(named) ? named : only;
    const place = environment ? { environment } : {};
    if (team) {
      return { kind: 'team', team, ...place };
    }
    return {
      kind: this.#isSystem.test(name) ? 'system' : 'unowned',
      ...place,
    };
  }
}

const escapeRegExp = (text: string) =>
  text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
