import { createHash } from 'node:crypto';
import type { KubernetesObject } from '../../../core/SandboxContext';
import type { ClusterClient } from '../ClusterClient';
import { withCondition, type Condition } from '../conditions';
import {
  keyOf,
  splitKey,
  type Again,
  type Controller,
  type ControllerContext,
  type KeysOf,
} from '../Controller';
import { canonical } from '../PodTemplate';

export const vaultAuths = 'vaultauths.secrets.hashicorp.com';
export const vaultConnections = 'vaultconnections.secrets.hashicorp.com';
export const operatorNamespace = 'vault-secrets-operator-system';

const retry = 30_000;

/** The Vault Secrets Operator's look at VaultAuths and VaultConnections: are they complete? */
export class VaultAuthController implements Controller {
  readonly name = 'vault-secrets-operator-auth';
  readonly watches: Record<string, KeysOf>;
  readonly #client: ClusterClient;

  constructor(private readonly context: ControllerContext) {
    this.#client = context.client(this.name);
    this.watches = {
      [vaultAuths]: ({ object }) => [`${vaultAuths}:${keyOf(object)}`],
      [vaultConnections]: ({ object }) => [
        `${vaultConnections}:${keyOf(object)}`,
        ...this.#client
          .list(vaultAuths)
          .map(auth => `${vaultAuths}:${keyOf(auth)}`),
      ],
    };
  }

  reconcile(key: string): Again {
    const colon = key.indexOf(':');
    const resource = key.slice(0, colon);
    const [namespace, name] = splitKey(key.slice(colon + 1));
    const object = this.#client.get(resource, namespace, name);
    if (!object || object.metadata.deletionTimestamp) {
      return undefined;
    }
    const problem =
      resource === vaultAuths
        ? connectionProblem(this.#client, object)
        : undefined;
    this.#updateStatus(resource, object, problem);
    return problem ? this.context.backoff(retry) : undefined;
  }

  #updateStatus(
    resource: string,
    object: KubernetesObject,
    problem: string | undefined,
  ) {
    const { kind, status, metadata } = object;
    const valid = problem === undefined;
    if (
      status?.valid === valid &&
      status.conditions?.[0]?.observedGeneration === metadata.generation
    ) {
      return;
    }
    const conditions = (['Healthy', 'Ready'] as const).map(
      (type): Condition => ({
        type,
        status: valid ? 'True' : 'False',
        reason: kind,
        message: valid ? `${kind} is ${type.toLowerCase()}` : problem,
        observedGeneration: metadata.generation,
      }),
    );
    this.#client.updateStatus(resource, object, {
      valid,
      ...(resource === vaultAuths
        ? { error: problem ?? '', specHash: hash(object.spec) }
        : {}),
      conditions: conditions.reduce(withCondition, status?.conditions ?? []),
    });
    this.#client.event(
      object,
      valid ? 'Normal' : 'Warning',
      'Accepted',
      valid
        ? `Successfully handled ${kind} resource request`
        : `Failed to handle ${kind} resource request: err=${problem}`,
    );
  }
}

/** Why the connection of a VaultAuth can't be used, or undefined. */
export function connectionProblem(
  client: ClusterClient,
  auth: KubernetesObject,
): string | undefined {
  const [namespace, name] = resolveReference(
    auth.spec.vaultConnectionRef,
    auth.metadata.namespace ?? '',
  );
  return client.get(vaultConnections, namespace, name)
    ? undefined
    : `VaultConnection.secrets.hashicorp.com "${name}" not found in namespace ${namespace}`;
}

/** `name`, `namespace/name`, or the operator's default when there is none. */
export function resolveReference(
  reference: string | undefined,
  namespace: string,
): [namespace: string, name: string] {
  if (!reference) {
    return [operatorNamespace, 'default'];
  }
  return reference.includes('/') ? splitKey(reference) : [namespace, reference];
}

function hash(value: unknown): string {
  return createHash('sha256').update(canonical(value)).digest('hex');
}
