import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
  verify,
  type KeyObject,
} from 'node:crypto';
import type { Collection, DocumentStore } from '../../state/DocumentStore';

export interface ServiceAccount {
  name: string;
  namespace: string;
  uid: string;
}

/** What a service account's token says. */
export interface ServiceAccountClaims extends ServiceAccount {
  audiences: string[];
}

/** Asks a cluster whether a token of its own is good for one of these audiences. */
export type TokenReview = (
  cluster: string,
  token: string,
  audiences: string[],
) => boolean;

/**
 * Checks the tokens of service accounts: those that a cluster has signed by asking it, and those made here, with a key for
 * every cluster, for what happens inside the sandbox.
 */
export class ServiceAccountTokens {
  /** Set once there are clusters to ask. */
  askCluster: TokenReview = () => false;
  readonly #keys: Collection<string>;

  constructor(store: DocumentStore) {
    this.#keys = store.collection('vault-service-account-keys');
  }

  /** A JWT (ES256) in the shape of a projected service account token, good for ten minutes. */
  issue(
    cluster: string,
    account: ServiceAccount,
    audiences: string[] = ['https://kubernetes.default.svc'],
  ): string {
    const now = Math.floor(Date.now() / 1000);
    const content = [
      { alg: 'ES256', typ: 'JWT', kid: cluster },
      {
        iss: 'https://kubernetes.default.svc',
        aud: audiences,
        iat: now,
        nbf: now,
        exp: now + 600,
        sub: `system:serviceaccount:${account.namespace}:${account.name}`,
        'kubernetes.io': {
          namespace: account.namespace,
          serviceaccount: { name: account.name, uid: account.uid },
        },
      },
    ]
      .map(part => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.');
    const signature = sign('sha256', Buffer.from(content), {
      key: createPrivateKey(this.#keyOf(cluster)),
      dsaEncoding: 'ieee-p1363',
    });
    return `${content}.${signature.toString('base64url')}`;
  }

  /**
   * Checks signature and time.
   * @param publicKeys - PEM; the cluster is asked when there are none
   * @returns undefined when the token is not good
   */
  review(
    cluster: string,
    token: string,
    publicKeys: string[] = [],
  ): ServiceAccountClaims | undefined {
    const [header, payload, signature] = token.split('.');
    const claims = decode(payload);
    const algorithm = decode(header)?.alg;
    if (!claims || !signature || !['ES256', 'RS256'].includes(algorithm)) {
      return undefined;
    }
    const keys = (
      publicKeys.length > 0 ? publicKeys : [this.#keyOf(cluster)]
    ).map(pem => createPublicKey(pem));
    const good =
      keys.some(key => isSigned(token, algorithm, key)) ||
      (publicKeys.length === 0 &&
        this.askCluster(cluster, token, [claims.aud ?? []].flat()));
    const now = Date.now() / 1000;
    if (!good || claims.exp <= now || claims.nbf > now + 60) {
      return undefined;
    }
    return accountOf(claims);
  }

  #keyOf(cluster: string): string {
    let key = this.#keys.get(cluster);
    if (!key) {
      key = generateKeyPairSync('ec', {
        namedCurve: 'P-256',
      }).privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
      this.#keys.set(cluster, key);
    }
    return key;
  }
}

function isSigned(token: string, algorithm: string, key: KeyObject): boolean {
  const [header, payload, signature] = token.split('.');
  return (
    key.asymmetricKeyType === (algorithm === 'ES256' ? 'ec' : 'rsa') &&
    verify(
      'sha256',
      Buffer.from(`${header}.${payload}`),
      { key, dsaEncoding: 'ieee-p1363' },
      Buffer.from(signature, 'base64url'),
    )
  );
}

function accountOf(
  claims: Record<string, any>,
): ServiceAccountClaims | undefined {
  const projected = claims['kubernetes.io'];
  const legacy = 'kubernetes.io/serviceaccount/';
  const name =
    projected?.serviceaccount?.name ?? claims[`${legacy}service-account.name`];
  const namespace = projected?.namespace ?? claims[`${legacy}namespace`];
  const uid =
    projected?.serviceaccount?.uid ?? claims[`${legacy}service-account.uid`];
  if (!name || !namespace || !uid) {
    return undefined;
  }
  return { name, namespace, uid, audiences: [claims.aud ?? []].flat() };
}

function decode(part: string | undefined): Record<string, any> | undefined {
  try {
    return JSON.parse(Buffer.from(part ?? '', 'base64url').toString());
  } catch {
    return undefined;
  }
}
