import { createHmac } from 'node:crypto';
import type { KubernetesObject } from '../../../core/SandboxContext';
import type { ClusterClient } from '../ClusterClient';
import { isTrue, withCondition, type Condition } from '../conditions';
import {
  itself,
  keyOf,
  splitKey,
  type Controller,
  type ControllerContext,
  type KeysOf,
} from '../Controller';
import { canonical } from '../PodTemplate';
import {
  connectionProblem,
  resolveReference,
  vaultAuths,
  vaultConnections,
} from './VaultAuthController';
import {
  dataOf,
  restartTargets,
  SyncError,
  writeDestination,
} from './vaultDestination';

type Draft = any;

export const vaultStaticSecrets = 'vaultstaticsecrets.secrets.hashicorp.com';

const firstRetry = 5_000;
const longestRetry = 60_000;
/** The Vault Secrets Operator: copies secrets of Vault into Secrets, as the ServiceAccount that needs them. */
export class VaultSecretController implements Controller {
  readonly name = 'vault-secrets-operator';
  readonly watches: Record<string, KeysOf>;
  readonly #client: ClusterClient;
  readonly #failures = new Map<string, number>();

  constructor(private readonly context: ControllerContext) {
    this.#client = context.client(this.name);
    const unhealthy: KeysOf = ({ object, type }) =>
      type === 'DELETED'
        ? []
        : this.#client
            .list(vaultStaticSecrets, object.metadata.namespace)
            .filter(secret => !isTrue(secret, 'SecretSynced'))
            .map(keyOf);
    this.watches = {
      [vaultStaticSecrets]: change =>
        needsLook(change.object, change.previous) ? itself(change) : [],
      [vaultAuths]: unhealthy,
      [vaultConnections]: () => unhealthyEverywhere(this.#client).map(keyOf),
      serviceaccounts: unhealthy,
      secrets: ({ object, type }) =>
        type === 'DELETED' ? this.#ownersOf(object) : [],
    };
  }

  /** Keys of the secrets that a change in Vault may concern. */
  concernedBy(path: string): string[] {
    return this.#client
      .list(vaultStaticSecrets)
      .filter(
        secret =>
          !isTrue(secret, 'SecretSynced') || path.endsWith(secret.spec.path),
      )
      .map(keyOf);
  }

  async reconcile(key: string): Promise<number | undefined> {
    const [namespace, name] = splitKey(key);
    const secret = this.#client.get(vaultStaticSecrets, namespace, name);
    if (!secret || secret.metadata.deletionTimestamp) {
      this.#failures.delete(key);
      return undefined;
    }
    try {
      const values = await this.#read(secret);
      this.#sync(secret, values);
      this.#failures.delete(key);
      return refreshInterval(secret.spec.refreshAfter);
    } catch (error) {
      const reason =
        error instanceof SyncError ? error.reason : 'VaultClientError';
      const message = error instanceof Error ? error.message : String(error);
      this.#failed(secret, reason, message);
      const failures = this.#failures.get(key) ?? 0;
      this.#failures.set(key, failures + 1);
      return this.context.backoff(
        Math.min(firstRetry * 2 ** failures, longestRetry),
      );
    }
  }

  /** @throws SyncError, or what Vault says */
  async #read(secret: KubernetesObject): Promise<Record<string, string>> {
    const { namespace = '' } = secret.metadata;
    const { spec: auth } = this.#authOf(secret);
    const account = auth.kubernetes?.serviceAccount ?? 'default';
    if (!this.#client.get('serviceaccounts', namespace, account)) {
      throw new SyncError(
        'VaultClientConfigError',
        `Failed to get Vault auth login: serviceaccounts "${account}" not found`,
      );
    }
    if (secret.spec.type !== 'kv-v2') {
      throw new SyncError(
        'VaultStaticSecret',
        `unsupported secret type ${JSON.stringify(secret.spec.type)}`,
      );
    }
    try {
      return await this.context.secrets.read({
        authMount: auth.mount ?? '',
        role: auth.kubernetes?.role ?? '',
        serviceAccount: account,
        namespace,
        kvMount: secret.spec.mount,
        path: secret.spec.path,
      });
    } catch (error) {
      throw new SyncError(
        'VaultClientError',
        `Failed to read Vault secret: ${
          error instanceof Error ? error.message : error
        }`,
      );
    }
  }

  #authOf(secret: KubernetesObject): KubernetesObject {
    const own = secret.metadata.namespace ?? '';
    const [namespace, name] = resolveReference(secret.spec.vaultAuthRef, own);
    const auth = this.#client.get(vaultAuths, namespace, name);
    const refuse = (why: string): never => {
      throw new SyncError(
        'VaultClientConfigError',
        `Failed to get Vault auth login: ${why}`,
      );
    };
    if (!auth) {
      return refuse(`VaultAuth.secrets.hashicorp.com "${name}" not found`);
    }
    const allowed: string[] = auth.spec.allowedNamespaces ?? [];
    if (
      namespace !== own &&
      !['*', own].some(entry => allowed.includes(entry))
    ) {
      refuse(
        `target namespace ${own} is not allowed by auth method ${namespace}/${name}`,
      );
    }
    const problem = connectionProblem(this.#client, auth);
    return problem ? refuse(problem) : auth;
  }

  #sync(secret: KubernetesObject, values: Record<string, string>) {
    const data = dataOf(secret, values);
    const mac = createHmac('sha256', secret.metadata.uid!)
      .update(canonical(data))
      .digest('base64');
    const written = writeDestination(this.#client, secret, data);
    const rotated = written && Boolean(secret.status?.secretMAC);
    if (written) {
      this.#client.event(
        secret,
        'Normal',
        rotated ? 'SecretRotated' : 'SecretSynced',
        'Secret synced',
      );
    }
    if (rotated) {
      restartTargets(this.#client, secret);
    }
    this.#updateStatus(secret, mac, [
      condition(secret, 'SecretSynced', true, 'SecretSynced', 'Secret synced'),
      condition(
        secret,
        'Healthy',
        true,
        'VaultStaticSecret',
        'VaultStaticSecret is healthy',
      ),
      condition(
        secret,
        'Ready',
        true,
        'VaultStaticSecret',
        'VaultStaticSecret is ready',
      ),
    ]);
  }

  #failed(secret: KubernetesObject, reason: string, message: string) {
    this.#client.event(secret, 'Warning', reason, message);
    this.#updateStatus(secret, secret.status?.secretMAC, [
      condition(secret, 'SecretSynced', false, reason, message),
      condition(secret, 'Healthy', false, 'VaultStaticSecret', message),
      condition(secret, 'Ready', false, 'VaultStaticSecret', message),
    ]);
  }

  #updateStatus(
    secret: KubernetesObject,
    mac: string | undefined,
    conditions: Condition[],
  ) {
    this.#client.updateStatus(vaultStaticSecrets, secret, {
      ...secret.status,
      lastGeneration: secret.metadata.generation,
      ...(mac ? { secretMAC: mac } : {}),
      conditions: conditions.reduce(
        withCondition,
        secret.status?.conditions ?? [],
      ),
    });
  }

  #ownersOf({ metadata }: KubernetesObject): string[] {
    return (metadata.ownerReferences ?? [])
      .filter((owner: Draft) => owner.kind === 'VaultStaticSecret')
      .map((owner: Draft) => `${metadata.namespace}/${owner.name}`);
  }
}

/** Changes of the status are the controller's own. */
function needsLook(
  object: KubernetesObject,
  previous: KubernetesObject | undefined,
): boolean {
  return object.metadata.generation !== previous?.metadata.generation;
}

function unhealthyEverywhere(client: ClusterClient): KubernetesObject[] {
  return client
    .list(vaultStaticSecrets)
    .filter(secret => !isTrue(secret, 'SecretSynced'));
}

function condition(
  { metadata }: KubernetesObject,
  type: string,
  ok: boolean,
  reason: string,
  message: string,
): Condition {
  return {
    type,
    status: ok ? 'True' : 'False',
    reason,
    message,
    observedGeneration: metadata.generation,
  };
}

/** `30s`, `5m`, `1h` in milliseconds; a minute when nothing is said. */
function refreshInterval(text: string | undefined): number {
  const [, amount, unit] = /^([\d.]+)(s|m|h)$/.exec(text ?? '60s') ?? [];
  const units: Record<string, number> = { s: 1_000, m: 60_000, h: 3_600_000 };
  return Number(amount ?? 60) * (units[unit] ?? 1_000);
}
