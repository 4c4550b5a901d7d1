import type {
  ServiceAccount,
  ServiceAccountTokens,
} from './kubernetes/ServiceAccountTokens';
import type { AuditEntry, AuditLog } from './request/AuditLog';
import type { VaultCore, VaultReply, VaultRequest } from './request/VaultCore';
import { VaultError } from './request/VaultError';
import type { TokenStore } from './tokens/TokenStore';

/** Vault as its operator uses it, in process and with all rights. */
export interface VaultAdmin {
  /** Any write, e.g. `write('sys/policies/acl/x', { policy })`. @throws VaultError */
  write(path: string, data: Record<string, unknown>): VaultReply;
  /** The data at a path, or undefined when there is none. */
  read(path: string): Record<string, any> | undefined;
  list(path: string): string[];
  delete(path: string): void;
  /** A token with these policies; `ttl` in seconds, 0 = never expires. */
  createToken(options: { policies: string[]; ttl?: number }): string;
  /** A token as the cluster gives it to a pod. */
  serviceAccountToken(
    cluster: string,
    account: ServiceAccount,
    audiences?: string[],
  ): string;
  /** The last 1000 requests, oldest first. */
  audit(): AuditEntry[];
  seal(): void;
  unseal(): void;
}

export function createVaultAdmin(parts: {
  core: VaultCore;
  tokens: TokenStore;
  accounts: ServiceAccountTokens;
  audit: AuditLog;
}): VaultAdmin {
  const { core, tokens, accounts, audit } = parts;
  const root = tokens.draft({
    policies: ['root'],
    path: 'auth/token/root',
    displayName: 'root',
    ttl: 0,
  });
  const handle = (
    operation: VaultRequest['operation'],
    path: string,
    data: Record<string, unknown> = {},
  ) => core.handle({ operation, path, data, token: root });
  const data = (operation: 'read' | 'list', path: string) => {
    try {
      return handle(operation, path).data;
    } catch (error) {
      if (error instanceof VaultError && error.status === 404) {
        return undefined;
      }
      throw error;
    }
  };
  return {
    write: (path, body) => handle('update', path, body),
    read: path => data('read', path),
    list: path =>
      (data('list', `${path.replace(/\/$/, '')}/`)?.keys as string[]) ?? [],
    delete: path => {
      handle('delete', path);
    },
    createToken: ({ policies, ttl = 3600 }) =>
      tokens.issue({
        policies,
        path: 'auth/token/create',
        displayName: 'token',
        ttl,
      }).id,
    serviceAccountToken: (cluster, account, audiences) =>
      accounts.issue(cluster, account, audiences),
    audit: () => audit.entries(),
    seal: () => {
      core.sealed = true;
    },
    unseal: () => {
      core.sealed = false;
    },
  };
}
