import { randomUUID } from 'node:crypto';
import type {
  SandboxContext,
  SandboxSystem,
  WorkloadSecrets,
} from '../core/SandboxContext';
import { KubernetesAuth } from './kubernetes/KubernetesAuth';
import { kubernetesAuthRoutes } from './kubernetes/kubernetesAuthRoutes';
import {
  ServiceAccountTokens,
  type TokenReview,
} from './kubernetes/ServiceAccountTokens';
import { kvRoutes } from './kv/kvRoutes';
import { KvStore } from './kv/KvStore';
import { DEFAULT_POLICY, portalPolicy } from './policy/builtInPolicies';
import { PolicyStore } from './policy/PolicyStore';
import { AuditLog } from './request/AuditLog';
import { createHttpRouter } from './request/createHttpRouter';
import { VaultCore } from './request/VaultCore';
import { healthRoutes } from './system/healthRoutes';
import { mountRoutes, visibleMountRoutes } from './system/mountRoutes';
import { MountTable } from './system/MountTable';
import { policyRoutes } from './system/policyRoutes';
import { tokenRoutes } from './tokens/tokenRoutes';
import { MAX_TTL_SECONDS, TokenStore } from './tokens/TokenStore';
import { createVaultAdmin, type VaultAdmin } from './VaultAdmin';
import { createWorkloadSecrets } from './WorkloadSecretsReader';

/** Vault, as the other systems of the sandbox see it. */
export interface VaultSystem extends SandboxSystem {
  readonly secrets: WorkloadSecrets;
  readonly admin: VaultAdmin;
  /** Lets service accounts log in with the tokens that their clusters give them. */
  askClusters(review: TokenReview): void;
}

const SWEEP_MILLISECONDS = 60_000;

/** Vault's HTTP API at `/vault/v1`, with a KV version 2 engine at `secret/` and the portal's token. */
export async function createVault(ctx: SandboxContext): Promise<VaultSystem> {
  const { store } = ctx;
  const changed = (path: string) => ctx.events.emit('vault:change', { path });
  const tokens = new TokenStore(store);
  const policies = new PolicyStore(store);
  const mounts = new MountTable(store, 'mounts');
  const authMounts = new MountTable(store, 'auth-mounts');
  const accounts = new ServiceAccountTokens(store);
  const audit = new AuditLog();
  const kubernetes = (path: string) =>
    new KubernetesAuth(store, path, accounts);

  const core: VaultCore = new VaultCore({
    tokens,
    policies,
    mounts,
    authMounts,
    audit,
    backends: {
      secrets: {
        system: () => [
          ...healthRoutes(() => ({
            sealed: core.sealed,
            clusterId: clusterId(ctx),
            address: ctx.url('vault'),
          })),
          ...mountRoutes({
            name: 'mounts',
            table: mounts,
            types: ['kv'],
            disabled: mount => new KvStore(store, mount.path).clear(),
            changed,
          }),
          ...mountRoutes({
            name: 'auth',
            table: authMounts,
            types: ['kubernetes'],
            disabled: mount => kubernetes(mount.path).clear(),
            changed,
          }),
          ...visibleMountRoutes(mounts, policies),
          ...policyRoutes({ policies, tokens, changed }),
        ],
        kv: path =>
          kvRoutes(new KvStore(store, path), below => changed(path + below)),
      },
      auth: {
        token: () => tokenRoutes(tokens, policies),
        kubernetes: path =>
          kubernetesAuthRoutes(kubernetes(path), tokens, below =>
            changed(`auth/${path}${below}`),
          ),
      },
    },
  });

  if (!mounts.get('sys')) {
    initialize({ mounts, authMounts, policies });
  }
  // Renewed on every start, as whoever runs the portal would see to it.
  tokens.issue({
    id: ctx.credentials.vaultToken,
    policies: ['default', 'runway-portal'],
    path: 'auth/token/create',
    displayName: 'token-runway-portal',
    ttl: MAX_TTL_SECONDS,
    period: MAX_TTL_SECONDS,
  });

  let sweep: NodeJS.Timeout | undefined;
  return {
    router: createHttpRouter(core),
    admin: createVaultAdmin({ core, tokens, accounts, audit }),
    secrets: createWorkloadSecrets({ core, tokens, accounts, kubernetes }),
    askClusters(review) {
      accounts.askCluster = review;
    },
    async start() {
      tokens.sweep();
      sweep = setInterval(() => tokens.sweep(), SWEEP_MILLISECONDS);
      sweep.unref();
    },
    async stop() {
      clearInterval(sweep);
    },
  };
}

function initialize(parts: {
  mounts: MountTable;
  authMounts: MountTable;
  policies: PolicyStore;
}) {
  parts.mounts.enable({
    path: 'sys',
    type: 'system',
    description: 'system endpoints used for control, policy and debugging',
  });
  parts.mounts.enable({
    path: 'secret',
    type: 'kv',
    description: 'key/value secret storage',
    options: { version: '2' },
  });
  parts.authMounts.enable({
    path: 'token',
    type: 'token',
    description: 'token based credentials',
  });
  parts.policies.set('default', DEFAULT_POLICY);
  parts.policies.set('runway-portal', portalPolicy());
}

function clusterId(ctx: SandboxContext): string {
  const kept = ctx.store.collection<string>('vault-identity');
  let id = kept.get('cluster');
  if (!id) {
    id = randomUUID();
    kept.set('cluster', id);
  }
  return id;
}
