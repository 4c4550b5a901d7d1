import { ConflictError } from '@backstage/errors';
import type { JsonObject } from '@backstage/types';
import type { EnvironmentConfig } from '@runway/integrations';
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { ResourceSpec } from '../database/RunStore';
import { makeOnce } from './makeOnce';
import { firstLineMark, runOfText, VAULT_RUN_KEY } from './marks';
import type {
  Operation,
  OperationContext,
  Plan,
  PlanContext,
  RunFacts,
} from './Operation';

const inputSchema = z.object({
  secrets: z
    .array(
      z.object({
        key: z.string().regex(/^[A-Z][A-Z0-9_]*$/),
        /** Random bytes that the platform makes; nobody ever sees the value. */
        generate: z.object({ length: z.number().int().min(16).max(128) }),
      }),
    )
    .default([]),
});

type SecretInput = z.infer<typeof inputSchema>['secrets'][number];

export const KV_MOUNT = 'secret';

/** Gives the service, in each environment, a secret of its own, a policy that reads only it, and a role bound to its ServiceAccount. */
export class VaultProvision implements Operation {
  readonly id = 'runway:vault:provision';

  async plan(_input: JsonObject, context: PlanContext): Promise<Plan> {
    return {
      files: [],
      resources: context.upstreams.environments.flatMap(environment =>
        Object.values(resourcesOf(context.facts, environment)).map(
          ({ kind, system, key, title }) => ({
            kind,
            system,
            key,
            title,
            environment: environment.name,
            effect: 'create' as const,
          }),
        ),
      ),
    };
  }

  async execute(input: JsonObject, context: OperationContext) {
    const { secrets } = inputSchema.parse(input);
    for (const environment of context.upstreams.environments) {
      await this.#provision(context, environment, secrets);
      context.log(
        `Vault is ready for ${
          environment.name
        }: secret, policy and role ${policyName(
          context.facts,
          environment.name,
        )}`,
      );
    }
    return {};
  }

  async #provision(
    context: OperationContext,
    environment: EnvironmentConfig,
    secrets: SecretInput[],
  ) {
    const { facts, upstreams, signal } = context;
    const vault = upstreams.vault(environment.vault);
    const { secret, policy, role } = resourcesOf(facts, environment);
    const path = secretPath(facts, environment.name);
    const ref = { mount: KV_MOUNT, path };

    await context.ensure(secret, async () => {
      const metadata = await vault.secretMetadata(ref, { signal });
      if (metadata && metadata.customMetadata[VAULT_RUN_KEY] !== facts.id) {
        throw new ConflictError(
          `The Vault secret ${KV_MOUNT}/${path} exists and was not made by this run. Choose another name for the service, or remove that secret.`,
        );
      }
      if (!metadata) {
        await vault.putSecretMetadata(
          {
            ...ref,
            customMetadata: {
              [VAULT_RUN_KEY]: facts.id,
              service: facts.name,
              'requested-by': facts.requester.ref,
            },
          },
          { signal },
        );
      }
      if (!metadata?.currentVersion) {
        await makeOnce({
          find: async () =>
            (await vault.secretMetadata(ref, { signal }))?.currentVersion ||
            undefined,
          make: async () => {
            const written = await vault.writeSecret(
              { ...ref, data: generate(secrets), cas: 0 },
              { signal },
            );
            return written.version;
          },
          signal,
        });
      }
      return { details: { ...ref } };
    });

    await context.ensure(policy, async () => {
      const text = await vault.readPolicy(policy.key, { signal });
      if (text !== undefined && runOfText(text) !== facts.id) {
        throw new ConflictError(
          `The Vault policy ${policy.key} exists and was not made by this run.`,
        );
      }
      await vault.writePolicy(policy.key, policyText(facts, environment.name), {
        signal,
      });
      return {};
    });

    await context.ensure(role, async () => {
      const mount = `kubernetes-${environment.cluster}`;
      const found = await vault.readRole(
        { mount, role: policy.key },
        { signal },
      );
      if (found && !found.tokenPolicies.includes(policy.key)) {
        throw new ConflictError(
          `The Vault role ${policy.key} exists and was not made by this run.`,
        );
      }
      await vault.writeRole(
        {
          mount,
          role: policy.key,
          boundServiceAccountNames: [facts.name],
          boundServiceAccountNamespaces: [`${facts.team}-${environment.name}`],
          tokenPolicies: [policy.key],
          // The charts ask for ServiceAccount tokens of this audience.
          audience: 'vault',
          tokenTtlSeconds: 3600,
        },
        { signal },
      );
      return { details: { mount, role: policy.key, policy: policy.key } };
    });
  }
}

export const secretPath = (facts: RunFacts, environment: string) =>
  `${facts.team}/${facts.name}/${environment}`;

export const policyName = (facts: RunFacts, environment: string) =>
  `${facts.team}-${facts.name}-${environment}`;

function policyText(facts: RunFacts, environment: string) {
  const path = secretPath(facts, environment);
  return [
    firstLineMark(facts.id),
    `path "${KV_MOUNT}/data/${path}" { capabilities = ["read"] }`,
    `path "${KV_MOUNT}/metadata/${path}" { capabilities = ["read"] }`,
    '',
  ].join('\n');
}

function generate(secrets: SecretInput[]): Record<string, string> {
  return Object.fromEntries(
    secrets.map(({ key, generate: { length } }) => [
      key,
      randomBytes(length).toString('base64url'),
    ]),
  );
}

function resourcesOf(facts: RunFacts, environment: EnvironmentConfig) {
  const common = {
    system: 'vault' as const,
    instance: environment.vault,
    environment: environment.name,
  };
  const name = policyName(facts, environment.name);
  return {
    secret: {
      ...common,
      kind: 'vault-secret',
      key: secretPath(facts, environment.name),
      title: 'Secrets of the service; values only the service can read',
    },
    policy: {
      ...common,
      kind: 'vault-policy',
      key: name,
      title: 'Right to read exactly these secrets',
    },
    role: {
      ...common,
      kind: 'vault-role',
      key: `kubernetes-${environment.cluster}/${name}`,
      title: 'Lets the service log in to Vault with its ServiceAccount',
    },
  } satisfies Record<string, ResourceSpec>;
}
