import { createHmac } from 'node:crypto';
import type { KubernetesObject } from '../../core/SandboxContext';
import { timestamp } from '../objects/prepareObject';
import type { ClusterClient } from './ClusterClient';
import { isTrue, withCondition, type Condition } from './conditions';
import {
  itself,
  keyOf,
  splitKey,
  type Controller,
  type ControllerContext,
  type KeysOf,
} from './Controller';
import { canonical } from './PodTemplate';
import {
  connectionProblem,
  resolveReference,
  vaultAuths,
  vaultConnections,
} from './VaultAuthController';
import { isEqual } from '../schema/isEqual';

type Draft = any;

export const vaultStaticSecrets = 'vaultstaticsecrets.secrets.hashicorp.com';

const firstRetry = 5_000;
const longestRetry = 60_000;
const restartedAt = 'vso.secrets.hashicorp.com/restartedAt';
const ownLabels = {
  'app.kubernetes.io/component': 'secret-sync',
  'app.kubernetes.io/managed-by': 'hashicorp-vso',
  'app.kubernetes.io/name': 'vault-secrets-operator',
};

/** Why a secret could not be synced; `reason` is that of the event. */
class SyncError extends Error {
  constructor(readonly reason: string, message: string) {
    super(message);
  }
}

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
    const written = this.#write(secret, data);
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
      this.#restartTargets(secret);
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

  /** Creates or updates the destination. False when it is as it should be. */
  #write(secret: KubernetesObject, data: Record<string, string>): boolean {
    const { namespace } = secret.metadata;
    const { destination } = secret.spec;
    const known = this.#client.get('secrets', namespace, destination.name);
    if (!known) {
      if (!destination.create) {
        throw new SyncError(
          'SecretSyncError',
          `Failed to update k8s secret: destination secret ${destination.name} does not exist, and create=false`,
        );
      }
      this.#client.create('secrets', {
        metadata: {
          name: destination.name,
          namespace,
          labels: { ...destination.labels, ...ownLabels },
          annotations: destination.annotations,
          ownerReferences: [
            {
              apiVersion: secret.apiVersion,
              kind: secret.kind,
              name: secret.metadata.name,
              uid: secret.metadata.uid,
            },
          ],
        },
        type: destination.type ?? 'Opaque',
        data,
      });
      return true;
    }
    const isOwn = known.metadata.ownerReferences?.some(
      (owner: Draft) => owner.uid === secret.metadata.uid,
    );
    if (destination.create && !isOwn && !destination.overwrite) {
      throw new SyncError(
        'SecretSyncError',
        `Failed to update k8s secret: not the owner of the destination Secret ${namespace}/${destination.name}`,
      );
    }
    if (isEqual(known.data ?? {}, data)) {
      return false;
    }
    this.#client.update('secrets', known, draft => {
      draft.data = data;
    });
    return true;
  }

  #restartTargets(secret: KubernetesObject) {
    for (const { kind, name } of secret.spec.rolloutRestartTargets ?? []) {
      const resource = `${kind.toLowerCase()}s.apps`;
      const target = this.#client.get(
        resource,
        secret.metadata.namespace,
        name,
      );
      if (target) {
        this.#client.update(resource, target, draft => {
          draft.spec.template.metadata.annotations = {
            ...draft.spec.template.metadata.annotations,
            [restartedAt]: timestamp(),
          };
        });
        this.#client.event(
          secret,
          'Normal',
          'RolloutRestartTriggered',
          `Rollout restart triggered for ${kind}/${name}`,
        );
      }
    }
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

function dataOf(
  { spec }: KubernetesObject,
  values: Record<string, string>,
): Record<string, string> {
  const { excludeRaw, includes, excludes } =
    spec.destination.transformation ?? {};
  const matches = (patterns: string[], key: string) =>
    patterns.some(pattern => new RegExp(pattern).test(key));
  const kept = Object.entries(values).filter(
    ([key]) =>
      !(excludes && matches(excludes, key)) &&
      !(includes && !matches(includes, key)),
  );
  return Object.fromEntries(
    [
      ...kept,
      ...(excludeRaw
        ? []
        : [['_raw', JSON.stringify({ data: values, metadata: {} })]]),
    ].map(([key, value]) => [key, Buffer.from(value).toString('base64')]),
  );
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
