import type { Collection, DocumentStore } from '../../state/DocumentStore';
import { invalidRequest, VaultError } from '../request/VaultError';
import { MAX_TTL_SECONDS, type TokenDraft } from '../tokens/TokenStore';
import type { ServiceAccountTokens } from './ServiceAccountTokens';

/** How one mount reaches its cluster. */
export interface KubernetesConfig {
  kubernetesHost: string;
  kubernetesCaCert: string;
  pemKeys: string[];
  issuer: string;
  disableIssValidation: boolean;
  disableLocalCaJwt: boolean;
  tokenReviewerJwtSet: boolean;
}

/** Who may log in through a role, and what they get. Durations in seconds. */
export interface KubernetesRole {
  serviceAccountNames: string[];
  serviceAccountNamespaces: string[];
  audience: string;
  aliasNameSource: string;
  tokenPolicies: string[];
  tokenTtl: number;
  tokenMaxTtl: number;
  tokenExplicitMaxTtl: number;
  tokenPeriod: number;
  tokenNumUses: number;
  tokenNoDefaultPolicy: boolean;
}

/** The Kubernetes auth method at one mount. */
export class KubernetesAuth {
  readonly #configs: Collection<KubernetesConfig>;
  readonly #roles: Collection<KubernetesRole>;

  /** @param mountPath - with a slash at the end */
  constructor(
    store: DocumentStore,
    private readonly mountPath: string,
    private readonly accounts: ServiceAccountTokens,
  ) {
    this.#configs = store.collection('vault-kubernetes-config');
    this.#roles = store.collection('vault-kubernetes-roles');
  }

  get config(): KubernetesConfig | undefined {
    return this.#configs.get(this.mountPath);
  }

  set config(config: KubernetesConfig) {
    this.#configs.set(this.mountPath, config);
  }

  /** The cluster is the last part of its API server's address. */
  get cluster(): string {
    return (
      this.config?.kubernetesHost.replace(/\/+$/, '').split('/').pop() ?? ''
    );
  }

  roleNames(): string[] {
    return this.#roles
      .keys()
      .filter(key => key.startsWith(this.mountPath))
      .map(key => key.slice(this.mountPath.length))
      .sort();
  }

  role(name: string): KubernetesRole | undefined {
    return this.#roles.get(this.#key(name));
  }

  saveRole(name: string, role: KubernetesRole): void {
    this.#roles.set(this.#key(name), role);
  }

  deleteRole(name: string): boolean {
    return this.#roles.delete(this.#key(name));
  }

  clear(): void {
    for (const name of this.roleNames()) {
      this.deleteRole(name);
    }
    this.#configs.delete(this.mountPath);
  }

  /**
   * The token that a service account gets through a role.
   * @throws VaultError 400 without role, 403 when the role isn't for this account
   */
  login(options: { role?: string; jwt?: string }): TokenDraft {
    if (!options.role) {
      throw invalidRequest('missing role');
    }
    if (!options.jwt) {
      throw invalidRequest('missing jwt');
    }
    const role = this.role(options.role);
    if (!role) {
      throw invalidRequest(`invalid role name "${options.role}"`);
    }
    if (!this.config) {
      throw new VaultError(500, ['could not load backend configuration']);
    }
    const account = this.accounts.review(
      this.cluster,
      options.jwt,
      this.config.pemKeys,
    );
    if (!account) {
      throw new VaultError(403, ['permission denied']);
    }
    if (role.audience && !account.audiences.includes(role.audience)) {
      throw new VaultError(403, [
        'invalid audience (aud) claim: audience claim does not match any expected audience',
      ]);
    }
    if (!matchesAny(role.serviceAccountNames, account.name)) {
      throw new VaultError(403, ['service account name not authorized']);
    }
    if (!matchesAny(role.serviceAccountNamespaces, account.namespace)) {
      throw new VaultError(403, ['namespace not authorized']);
    }
    const limit =
      role.tokenExplicitMaxTtl || role.tokenMaxTtl || MAX_TTL_SECONDS;
    return {
      policies: role.tokenNoDefaultPolicy
        ? role.tokenPolicies
        : [...role.tokenPolicies, 'default'],
      path: `auth/${this.mountPath}login`,
      meta: {
        role: options.role,
        service_account_name: account.name,
        service_account_namespace: account.namespace,
        service_account_secret_name: '',
        service_account_uid: account.uid,
      },
      displayName: `${this.mountPath.replace(/\/$/, '')}-${account.namespace}-${
        account.name
      }`,
      numUses: role.tokenNumUses,
      ttl: Math.min(role.tokenPeriod || role.tokenTtl || limit, limit),
      explicitMaxTtl: role.tokenExplicitMaxTtl,
      period: role.tokenPeriod,
    };
  }

  #key(name: string): string {
    return this.mountPath + name.toLowerCase();
  }
}

/** `*` stands for any text in a bound name. */
function matchesAny(patterns: string[], value: string): boolean {
  return patterns.some(pattern => {
    const escaped = pattern
      .split('*')
      .map(part => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
    return new RegExp(`^${escaped.join('.*')}$`).test(value);
  });
}
