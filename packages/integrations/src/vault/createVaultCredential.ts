import type { LoggerService } from '@backstage/backend-plugin-api';
import type { VaultAuthConfig } from '../config/UpstreamsConfig';
import {
  type Credential,
  CredentialError,
  staticCredential,
} from '../http/Credential';
import { readTokenFile } from '../http/readTokenFile';
import { RenewedCredential } from '../http/RenewedCredential';
import { isUpstreamError } from '../http/UpstreamError';
import type { VaultApi, VaultCall } from './VaultApi';
import { vaultPath } from './vaultPath';
import { loginSchema } from './vaultSchemas';

const toHeaders = (token: string) => ({ 'x-vault-token': token });

/**
 * The portal's token in a Vault instance.
 * @param api - gives the instance's API, which itself needs the credential for everything but logging in
 */
export function createVaultCredential(
  auth: VaultAuthConfig,
  api: () => VaultApi,
  logger: LoggerService,
): Credential {
  if (auth.type === 'token') {
    return staticCredential(toHeaders(auth.token), auth.token);
  }
  const { role, mount, tokenFile } = auth;
  const logIn = async <T>(call: VaultCall<T>): Promise<T> => {
    try {
      return await api().call(call);
    } catch (error) {
      // Being refused at the login is not being refused what was asked for.
      throw isUpstreamError(error) && !error.retryable
        ? new CredentialError(error.message)
        : error;
    }
  };
  return new RenewedCredential({
    logger,
    toHeaders,
    async obtain() {
      const jwt = await readTokenFile(tokenFile);
      const login = await logIn({
        operation: 'login',
        method: 'POST',
        path: vaultPath('auth', mount, 'login'),
        body: { role, jwt },
        effect: 'idempotent',
        sensitive: [jwt],
        authenticated: false,
        answer: loginSchema,
      });
      const seconds = login.auth.lease_duration;
      return {
        secret: login.auth.client_token,
        // Vault says 0 of a token that doesn't end.
        validMs: seconds > 0 ? seconds * 1000 : Infinity,
      };
    },
  });
}
