import type { ClusterClient } from './ClusterClient';
import {
  itself,
  splitKey,
  type Again,
  type Controller,
  type ControllerContext,
  type KeysOf,
} from './Controller';

const tokenType = 'kubernetes.io/service-account-token';
const accountName = 'kubernetes.io/service-account.name';
const accountUid = 'kubernetes.io/service-account.uid';

/** Fills Secrets of type service-account-token, and removes them with their account. */
export class TokenSecretController implements Controller {
  readonly name = 'tokens-controller';
  readonly watches: Record<string, KeysOf>;
  readonly #client: ClusterClient;

  constructor(private readonly context: ControllerContext) {
    this.#client = context.client(this.name);
    this.watches = {
      secrets: change =>
        change.object.type === tokenType ? itself(change) : [],
      serviceaccounts: ({ object }) =>
        this.#client
          .list('secrets', object.metadata.namespace)
          .filter(
            secret =>
              secret.type === tokenType &&
              secret.metadata.annotations?.[accountName] ===
                object.metadata.name,
          )
          .map(
            secret => `${secret.metadata.namespace}/${secret.metadata.name}`,
          ),
    };
  }

  reconcile(key: string): Again {
    const [namespace, name] = splitKey(key);
    const secret = this.#client.get('secrets', namespace, name);
    if (!secret || secret.metadata.deletionTimestamp) {
      return;
    }
    const annotations = secret.metadata.annotations ?? {};
    const account = this.#client.get(
      'serviceaccounts',
      namespace,
      annotations[accountName] ?? '',
    );
    const uid = annotations[accountUid];
    if (!account || (uid && uid !== account.metadata.uid)) {
      this.#client.delete('secrets', secret);
    } else if (!secret.data?.token) {
      const token = this.context.tokens.issue(account);
      this.#client.update('secrets', secret, draft => {
        draft.metadata.annotations[accountUid] = account.metadata.uid;
        draft.data = {
          ...draft.data,
          namespace: encode(namespace),
          token: encode(token),
        };
      });
    }
  }
}

function encode(text: string): string {
  return Buffer.from(text).toString('base64');
}
