import { undefinedIfNotFound } from '../http/undefinedIfNotFound';
import type { UpstreamTransport } from '../http/UpstreamTransport';
import type { CallOptions } from '../upstreams/UpstreamClient';
import type { VaultApi } from './VaultApi';
import type { VaultClient } from './VaultClient';
import { vaultPath } from './vaultPath';
import {
  capabilitiesSchema,
  listSchema,
  lookupSchema,
  metadataSchema,
  policySchema,
  roleSchema,
  sysHealthSchema,
  writtenSchema,
} from './vaultSchemas';

/** Statuses of sys/health that tell of a standby, a replica or a sealed or new instance. */
const healthStatuses = [429, 472, 473, 501, 503];

/** Makes the client of one Vault instance. */
export function createVaultClient(
  transport: UpstreamTransport,
  api: VaultApi,
): VaultClient {
  const list = async (
    operation: string,
    path: string,
    options: CallOptions | undefined,
  ): Promise<string[]> => {
    const answer = await undefinedIfNotFound(
      api.call({
        operation,
        method: 'LIST',
        path,
        answer: listSchema,
        ...options,
      }),
    );
    return answer?.data.keys ?? [];
  };

  return {
    system: 'vault',
    instance: transport.config.name,
    webUrl: transport.config.webUrl,
    get breakerState() {
      return transport.breakerState;
    },

    async health(input, options) {
      const call = { operation: 'health', ...options } as const;
      const paths = input?.paths ?? [];
      const [state, token, capabilities] = await Promise.all([
        api.call({
          ...call,
          method: 'GET',
          path: 'sys/health',
          accept: healthStatuses,
          authenticated: false,
          rootNamespace: true,
          answer: sysHealthSchema,
        }),
        api.call({
          ...call,
          method: 'GET',
          path: 'auth/token/lookup-self',
          answer: lookupSchema,
        }),
        paths.length === 0
          ? { data: {} as Record<string, unknown> }
          : api.call({
              ...call,
              method: 'POST',
              path: 'sys/capabilities-self',
              body: { paths },
              effect: 'none',
              answer: capabilitiesSchema,
            }),
      ]);
      return {
        version: state.version,
        initialized: state.initialized,
        sealed: state.sealed,
        standby: state.standby,
        token: {
          displayName: token.data.display_name,
          policies: [
            ...(token.data.policies ?? []),
            ...(token.data.identity_policies ?? []),
          ],
          ttlSeconds: token.data.ttl,
          renewable: token.data.renewable,
        },
        capabilities: Object.fromEntries(
          paths.map(path => [path, namesIn(capabilities.data[path])]),
        ),
      };
    },

    async writeSecret({ mount, path, data, cas }, options) {
      const written = await api.call({
        operation: 'writeSecret',
        method: 'POST',
        path: vaultPath(mount, 'data', path),
        body: { data, ...(cas !== undefined && { options: { cas } }) },
        sensitive: Object.values(data),
        answer: writtenSchema,
        ...options,
      });
      return { version: written.data.version };
    },

    secretMetadata: ({ mount, path }, options) =>
      undefinedIfNotFound(
        api.call({
          operation: 'secretMetadata',
          method: 'GET',
          path: vaultPath(mount, 'metadata', path),
          answer: metadataSchema,
          ...options,
        }),
      ),

    async putSecretMetadata({ mount, path, customMetadata }, options) {
      await api.call({
        operation: 'putSecretMetadata',
        method: 'POST',
        path: vaultPath(mount, 'metadata', path),
        body: { custom_metadata: customMetadata },
        effect: 'idempotent',
        answer: 'empty',
        ...options,
      });
    },

    async deleteSecret({ mount, path }, options) {
      await undefinedIfNotFound(
        api.call({
          operation: 'deleteSecret',
          method: 'DELETE',
          path: vaultPath(mount, 'metadata', path),
          answer: 'empty',
          ...options,
        }),
      );
    },

    listSecrets: ({ mount, path }, options) =>
      list('listSecrets', vaultPath(mount, 'metadata', path), options),

    listPolicies: options =>
      list('listPolicies', vaultPath('sys/policies/acl'), options),

    async readPolicy(name, options) {
      const policy = await undefinedIfNotFound(
        api.call({
          operation: 'readPolicy',
          method: 'GET',
          path: vaultPath('sys/policies/acl', name),
          answer: policySchema,
          ...options,
        }),
      );
      return policy?.data.policy;
    },

    async writePolicy(name, policy, options) {
      await api.call({
        operation: 'writePolicy',
        method: 'PUT',
        path: vaultPath('sys/policies/acl', name),
        body: { policy },
        answer: 'empty',
        ...options,
      });
    },

    async deletePolicy(name, options) {
      await undefinedIfNotFound(
        api.call({
          operation: 'deletePolicy',
          method: 'DELETE',
          path: vaultPath('sys/policies/acl', name),
          answer: 'empty',
          ...options,
        }),
      );
    },

    listRoles: (mount, options) =>
      list('listRoles', vaultPath('auth', mount, 'role'), options),

    readRole: ({ mount, role }, options) =>
      undefinedIfNotFound(
        api.call({
          operation: 'readRole',
          method: 'GET',
          path: vaultPath('auth', mount, 'role', role),
          answer: roleSchema,
          ...options,
        }),
      ),

    async writeRole({ mount, role, ...input }, options) {
      await api.call({
        operation: 'writeRole',
        method: 'POST',
        path: vaultPath('auth', mount, 'role', role),
        body: {
          bound_service_account_names: input.boundServiceAccountNames,
          bound_service_account_namespaces: input.boundServiceAccountNamespaces,
          token_policies: input.tokenPolicies,
          token_ttl: input.tokenTtlSeconds,
          token_max_ttl: input.tokenMaxTtlSeconds,
          audience: input.audience,
        },
        effect: 'idempotent',
        answer: 'empty',
        ...options,
      });
    },

    async deleteRole({ mount, role }, options) {
      await undefinedIfNotFound(
        api.call({
          operation: 'deleteRole',
          method: 'DELETE',
          path: vaultPath('auth', mount, 'role', role),
          answer: 'empty',
          ...options,
        }),
      );
    },
  };
}

function namesIn(value: unknown): string[] {
  return Array.isArray(value)
    ? value.filter(name => typeof name === 'string')
    : [];
}
