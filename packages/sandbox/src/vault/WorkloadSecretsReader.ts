import { NotAllowedError, NotFoundError } from '@backstage/errors';
import type { WorkloadSecrets } from '../core/SandboxContext';
import type { KubernetesAuth } from './kubernetes/KubernetesAuth';
import type { ServiceAccountTokens } from './kubernetes/ServiceAccountTokens';
import type { VaultCore } from './request/VaultCore';
import { VaultError } from './request/VaultError';
import type { TokenStore } from './tokens/TokenStore';

/** Reads secrets as a pod would: logs in with its service account, then reads under the policies of the role. */
export function createWorkloadSecrets(parts: {
  core: VaultCore;
  tokens: TokenStore;
  accounts: ServiceAccountTokens;
  kubernetes(mountPath: string): KubernetesAuth;
}): WorkloadSecrets {
  return {
    async read(options) {
      const mount = options.authMount.replace(/^auth\/|\/$/g, '');
      const auth = parts.kubernetes(`${mount}/`);
      try {
        const jwt = parts.accounts.issue(
          auth.cluster,
          {
            name: options.serviceAccount,
            namespace: options.namespace,
            uid: `${options.namespace}/${options.serviceAccount}`,
          },
          auth.role(options.role)?.audience
            ? [auth.role(options.role)!.audience]
            : undefined,
        );
        // The token lives for this one read, so it is never kept.
        const token = parts.tokens.draft(
          auth.login({ role: options.role, jwt }),
        );
        const path = options.path.replace(/^\/|\/$/g, '');
        const reply = parts.core.handle({
          operation: 'read',
          path: `${options.kvMount.replace(/\/$/, '')}/data/${path}`,
          data: {},
          token,
        });
        if (reply.status === 404) {
          throw new NotFoundError(`The secret ${path} is deleted`);
        }
        return textValues(reply.data?.data);
      } catch (error) {
        throw translate(error, options);
      }
    },
  };
}

function translate(
  error: unknown,
  options: { authMount: string; role: string; path: string },
): Error {
  if (!(error instanceof VaultError)) {
    return error as Error;
  }
  if (error.status === 404) {
    return new NotFoundError(`There is no secret ${options.path}`);
  }
  if (error.status === 503) {
    return new Error(error.message);
  }
  const reason = error.message.replace(/\s+/g, ' ').trim();
  return new NotAllowedError(
    `Role ${options.role} at ${options.authMount} may not read ${options.path}: ${reason}`,
  );
}

function textValues(data: unknown): Record<string, string> {
  return Object.fromEntries(
    Object.entries((data ?? {}) as Record<string, unknown>).map(
      ([key, value]) => [
        key,
        typeof value === 'string' ? value : JSON.stringify(value),
      ],
    ),
  );
}
