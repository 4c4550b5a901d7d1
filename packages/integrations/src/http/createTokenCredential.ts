import type { LoggerService } from '@backstage/backend-plugin-api';
import type { TokenAuthConfig } from '../config/UpstreamsConfig';
import { type Credential, staticCredential } from './Credential';
import { readTokenFile } from './readTokenFile';
import { RenewedCredential } from './RenewedCredential';

/** A token file is replaced before its token ends; reading it once a minute is soon enough. */
const TOKEN_FILE_VALID_MS = 60_000;

/** A bearer token: as configured, or as it lies in a file that something else renews. */
export function createTokenCredential(
  auth: TokenAuthConfig,
  logger: LoggerService,
): Credential {
  const toHeaders = (token: string) => ({ authorization: `Bearer ${token}` });
  if (auth.type === 'token') {
    return staticCredential(toHeaders(auth.token), auth.token);
  }
  return new RenewedCredential({
    logger,
    toHeaders,
    obtain: async () => ({
      secret: await readTokenFile(auth.tokenFile),
      validMs: TOKEN_FILE_VALID_MS,
    }),
  });
}
