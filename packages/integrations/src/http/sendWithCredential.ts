import type { Credential } from './Credential';
import { RequestFailedError } from './RequestFailedError';

/**
 * Sends with a credential, and once more when it was refused and another one can be had. That is safe for every
 * request: one that is refused for its credential has done nothing.
 */
export async function sendWithCredential<R>(
  credential: Credential,
  signal: AbortSignal,
  send: (headers: Record<string, string>) => Promise<R>,
): Promise<R> {
  try {
    return await send(await credential.headers(signal));
  } catch (error) {
    const refused =
      error instanceof RequestFailedError && error.credentialRefused;
    if (!refused || !credential.refused()) {
      throw error;
    }
    return send(await credential.headers(signal));
  }
}
