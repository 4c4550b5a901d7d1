import type { LoggerService } from '@backstage/backend-plugin-api';
import type { KubernetesAuthConfig } from '../config/UpstreamsConfig';
import {
  type Credential,
  CredentialError,
  noCredential,
} from '../http/Credential';
import { createTokenCredential } from '../http/createTokenCredential';
import { RenewedCredential } from '../http/RenewedCredential';

/** The server application that all AKS clusters with Microsoft Entra integration share. */
const aksScope = '6dae42f8-4368-4678-94ff-3960e28e3630/.default';

/** The part of `@azure/identity` that is needed. */
export interface AzureTokenSource {
  getToken(
    scope: string,
  ): Promise<{ token: string; expiresOnTimestamp: number } | null>;
}

/** The portal's credential in a cluster. */
export function createKubernetesCredential(
  auth: KubernetesAuthConfig,
  logger: LoggerService,
  azure: () => Promise<AzureTokenSource> = defaultAzureCredential,
): Credential {
  switch (auth.type) {
    case 'token':
    case 'tokenFile':
      return createTokenCredential(auth, logger);
    case 'azure':
      return new RenewedCredential({
        logger,
        toHeaders: token => ({ authorization: `Bearer ${token}` }),
        obtain: () => azureToken(azure),
      });
    case 'clientCertificate':
      return noCredential;
    default:
      throw new Error(`Unknown authentication ${auth satisfies never}`);
  }
}

async function azureToken(azure: () => Promise<AzureTokenSource>) {
  try {
    const answer = await (await azure()).getToken(aksScope);
    if (answer) {
      return {
        secret: answer.token,
        validMs: answer.expiresOnTimestamp - Date.now(),
      };
    }
  } catch (error) {
    const name = error instanceof Error ? error.name : 'unknown error';
    throw new CredentialError(`Azure gave no token (${name})`);
  }
  throw new CredentialError('Azure gave no token');
}

let shared: Promise<AzureTokenSource> | undefined;

/** Loaded when the first cluster needs it: the library is large. One credential, and so one cache, for all clusters. */
function defaultAzureCredential(): Promise<AzureTokenSource> {
  shared ??= import('@azure/identity').then(
    ({ DefaultAzureCredential }) => new DefaultAzureCredential(),
  );
  return shared;
}
