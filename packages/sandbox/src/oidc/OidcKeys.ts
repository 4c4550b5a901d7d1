import { generateKeyPair, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import type { JWK } from 'oidc-provider';
import type { DocumentStore } from '../state/DocumentStore';

/** Keys of the provider; made once, so that what they signed stays good after a restart. */
export interface OidcKeys {
  /** RS256. */
  signing: JWK;
  cookies: string[];
}

export async function loadOidcKeys(store: DocumentStore): Promise<OidcKeys> {
  const kept = store.collection<OidcKeys>('oidc-keys');
  const existing = kept.get('keys');
  if (existing) {
    return existing;
  }
  const { privateKey } = await promisify(generateKeyPair)('rsa', {
    modulusLength: 2048,
  });
  const keys: OidcKeys = {
    signing: {
      ...(privateKey.export({ format: 'jwk' }) as JWK),
      kid: randomBytes(8).toString('hex'),
      use: 'sig',
      alg: 'RS256',
    },
    cookies: [randomBytes(24).toString('base64url')],
  };
  kept.set('keys', keys);
  return keys;
}
