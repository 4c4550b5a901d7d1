import type { CallOptions, UpstreamClient } from '../upstreams/UpstreamClient';

export interface VaultHealth {
  version: string;
  initialized: boolean;
  sealed: boolean;
  standby: boolean;
  token: {
    /** e.g. `token-portal` or `kubernetes-platform-portal`. */
    displayName: string;
    policies: string[];
    /** Seconds that the token still lives; 0 = for ever. */
    ttlSeconds: number;
    renewable: boolean;
  };
  /** What the token may do on each path asked for, e.g. `{'secret/data/a': ['create', 'update']}`. */
  capabilities: Record<string, string[]>;
}

/** Where a KV version 2 secret lies. `path` is without `data/` or `metadata/`. */
export interface SecretRef {
  mount: string;
  path: string;
}

/** What is known of a secret without its values. */
export interface SecretMetadata {
  /** 0 when it was never written. */
  currentVersion: number;
  /** ISO 8601. */
  createdAt: string;
  updatedAt: string;
  customMetadata: Record<string, string>;
  versions: Array<{
    version: number;
    createdAt: string;
    deletedAt?: string;
    destroyed: boolean;
  }>;
}

/** A role of a Kubernetes auth mount. */
export interface KubernetesRole {
  boundServiceAccountNames: string[];
  boundServiceAccountNamespaces: string[];
  tokenPolicies: string[];
  /** Seconds. */
  tokenTtlSeconds?: number;
  /** Seconds. */
  tokenMaxTtlSeconds?: number;
  audience?: string;
}

/** Where a role lies: the auth mount without `auth/`, e.g. `kubernetes-dev`. */
export interface RoleRef {
  mount: string;
  role: string;
}

/** One Vault instance. There is no way to read a secret's values through it. */
export interface VaultClient extends UpstreamClient {
  /** @param input.paths - API paths whose capabilities are wanted, e.g. `secret/data/payments/ledger/dev` */
  health(
    input?: { paths?: string[] },
    options?: CallOptions,
  ): Promise<VaultHealth>;

  /**
   * Writes a version of a secret.
   * @param input.cas - version that must be the current one; 0 = must not exist
   * @returns the version written
   * @throws InputError when `cas` doesn't match
   */
  writeSecret(
    input: SecretRef & { data: Record<string, string>; cas?: number },
    options?: CallOptions,
  ): Promise<{ version: number }>;
  /** Undefined when there is none. */
  secretMetadata(
    ref: SecretRef,
    options?: CallOptions,
  ): Promise<SecretMetadata | undefined>;
  /** Replaces the custom metadata; makes the secret's entry when there is none. */
  putSecretMetadata(
    input: SecretRef & { customMetadata: Record<string, string> },
    options?: CallOptions,
  ): Promise<void>;
  /** Removes metadata and all versions; does nothing when there is none. */
  deleteSecret(ref: SecretRef, options?: CallOptions): Promise<void>;
  /** Names below a path, folders with a trailing slash; empty when there are none. */
  listSecrets(ref: SecretRef, options?: CallOptions): Promise<string[]>;

  /** Names of all ACL policies. */
  listPolicies(options?: CallOptions): Promise<string[]>;
  /** Text of an ACL policy; undefined when there is none. */
  readPolicy(name: string, options?: CallOptions): Promise<string | undefined>;
  /** Creates or replaces. */
  writePolicy(
    name: string,
    policy: string,
    options?: CallOptions,
  ): Promise<void>;
  /** Does nothing when there is none. */
  deletePolicy(name: string, options?: CallOptions): Promise<void>;

  /** Names of the roles of an auth mount; empty when there are none. */
  listRoles(mount: string, options?: CallOptions): Promise<string[]>;
  /** Undefined when there is none. */
  readRole(
    ref: RoleRef,
    options?: CallOptions,
  ): Promise<KubernetesRole | undefined>;
  /** Creates or replaces. */
  writeRole(
    input: RoleRef & KubernetesRole,
    options?: CallOptions,
  ): Promise<void>;
  /** Does nothing when there is none. */
  deleteRole(ref: RoleRef, options?: CallOptions): Promise<void>;
}
