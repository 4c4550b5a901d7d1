import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomUUID,
  sign,
  verify,
  type KeyObject,
} from 'node:crypto';
import type { KubernetesObject } from '../../core/SandboxContext';
import type { Collection } from '../../state/DocumentStore';
import type { ObjectStore } from '../store/ObjectStore';
import { serviceAccountUser, type UserInfo } from './UserInfo';

export const defaultAudience = 'https://kubernetes.default.svc.cluster.local';

interface Claims {
  aud: string[];
  exp?: number;
  iat: number;
  iss: string;
  jti: string;
  nbf: number;
  sub: string;
  'kubernetes.io': {
    namespace: string;
    serviceaccount: { name: string; uid: string };
  };
}

/** Signs and checks the tokens of a cluster's ServiceAccounts (JWT, ES256). The key is kept with the cluster. */
export class ServiceAccountTokens {
  readonly #key: KeyObject;
  readonly #publicKey: KeyObject;

  constructor(private readonly store: ObjectStore, keys: Collection<string>) {
    let pem = keys.get('serviceaccount');
    if (!pem) {
      pem = generateKeyPairSync('ec', { namedCurve: 'P-256' })
        .privateKey.export({ type: 'pkcs8', format: 'pem' })
        .toString();
      keys.set('serviceaccount', pem);
    }
    this.#key = createPrivateKey(pem);
    this.#publicKey = createPublicKey(this.#key);
  }

  /** @param expirationSeconds - absent for the tokens that live in Secrets */
  issue(
    account: KubernetesObject,
    options: { audiences?: string[]; expirationSeconds?: number } = {},
  ): string {
    const now = Math.floor(Date.now() / 1000);
    const { namespace = '', name, uid = '' } = account.metadata;
    const claims: Claims = {
      aud: options.audiences?.length ? options.audiences : [defaultAudience],
      ...(options.expirationSeconds
        ? { exp: now + options.expirationSeconds }
        : {}),
      iat: now,
      iss: defaultAudience,
      jti: randomUUID(),
      nbf: now,
      sub: `system:serviceaccount:${namespace}:${name}`,
      'kubernetes.io': { namespace, serviceaccount: { name, uid } },
    };
    const content = [{ alg: 'ES256', typ: 'JWT' }, claims]
      .map(part => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.');
    const signature = sign('sha256', Buffer.from(content), {
      key: this.#key,
      dsaEncoding: 'ieee-p1363',
    });
    return `${content}.${signature.toString('base64url')}`;
  }

  /**
   * The ServiceAccount behind a token, or undefined when the token is forged, expired, for another audience, or its
   * account is gone.
   */
  verify(
    token: string,
    audiences: string[] = [defaultAudience],
  ): UserInfo | undefined {
    const [header, payload, signature] = token.split('.');
    if (!signature || !this.#isSigned(`${header}.${payload}`, signature)) {
      return undefined;
    }
    const claims: Claims = JSON.parse(
      Buffer.from(payload, 'base64url').toString('utf8'),
    );
    const { namespace, serviceaccount } = claims['kubernetes.io'];
    const account = this.store.get(
      'serviceaccounts',
      namespace,
      serviceaccount.name,
    );
    const isValid =
      (claims.exp === undefined || claims.exp > Date.now() / 1000) &&
      claims.aud.some(audience => audiences.includes(audience)) &&
      account?.metadata.uid === serviceaccount.uid;
    return isValid
      ? serviceAccountUser(namespace, serviceaccount.name, serviceaccount.uid)
      : undefined;
  }

  /** Public half of the key, as `/openid/v1/jwks` shows it. */
  keySet(): { keys: object[] } {
    return {
      keys: [
        {
          ...this.#publicKey.export({ format: 'jwk' }),
          use: 'sig',
          alg: 'ES256',
        },
      ],
    };
  }

  #isSigned(content: string, signature: string): boolean {
    try {
      return verify(
        'sha256',
        Buffer.from(content),
        { key: this.#publicKey, dsaEncoding: 'ieee-p1363' },
        Buffer.from(signature, 'base64url'),
      );
    } catch {
      return false;
    }
  }
}
