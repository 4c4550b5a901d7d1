import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { DocumentStore } from '../../state/DocumentStore';

/** What a token says about its bearer. Times are seconds since 1970. */
export interface Claims {
  iss: string;
  sub: string;
  jti: string;
  iat: number;
  nbf?: number;
  exp?: number;
  groups?: string[];
}

export const issuer = 'argocd';

/** Signs and verifies the JSON Web Tokens (HS256) that Argo CD hands out, with a key of its own. */
export class SessionTokens {
  readonly #key: Buffer;

  constructor(store: DocumentStore) {
    const settings = store.collection<string>('argocd.settings');
    let secret = settings.get('server.secretkey');
    if (!secret) {
      secret = randomBytes(32).toString('base64');
      settings.set('server.secretkey', secret);
    }
    this.#key = Buffer.from(secret, 'base64');
  }

  sign(claims: Claims): string {
    const unsigned = [{ alg: 'HS256', typ: 'JWT' }, claims]
      .map(part => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.');
    return `${unsigned}.${this.#signature(unsigned).toString('base64url')}`;
  }

  /** @throws Error with the text of Argo CD's token library */
  verify(token: string): Claims {
    const parts = token.split('.');
    if (parts.length !== 3) {
      throw new Error(
        'token is malformed: token contains an invalid number of segments',
      );
    }
    const signature = Buffer.from(parts[2], 'base64url');
    const expected = this.#signature(`${parts[0]}.${parts[1]}`);
    if (
      signature.length !== expected.length ||
      !timingSafeEqual(signature, expected)
    ) {
      throw new Error('token signature is invalid: signature is invalid');
    }
    const claims = JSON.parse(
      Buffer.from(parts[1], 'base64url').toString(),
    ) as Claims;
    if (claims.exp !== undefined && claims.exp <= Date.now() / 1_000) {
      throw new Error('token has invalid claims: token is expired');
    }
    return claims;
  }

  #signature(unsigned: string): Buffer {
    return createHmac('sha256', this.#key).update(unsigned).digest();
  }
}
