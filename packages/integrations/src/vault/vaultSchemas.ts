import { z } from 'zod';
import { optional } from '../http/optional';
import type { KubernetesRole, SecretMetadata } from './VaultClient';

export const sysHealthSchema = z.object({
  initialized: z.boolean(),
  sealed: z.boolean(),
  standby: z.boolean(),
  version: z.string(),
});

export const lookupSchema = z.object({
  data: z.object({
    display_name: z.string().default(''),
    policies: optional(z.array(z.string())),
    identity_policies: optional(z.array(z.string())),
    ttl: z.number(),
    renewable: z.boolean().default(false),
  }),
});

export const capabilitiesSchema = z.object({
  data: z.record(z.string(), z.unknown()),
});

export const loginSchema = z.object({
  auth: z.object({
    client_token: z.string().min(1),
    lease_duration: z.number(),
  }),
});

export const writtenSchema = z.object({
  data: z.object({ version: z.number() }),
});

export const listSchema = z.object({
  data: z.object({ keys: z.array(z.string()) }),
});

export const policySchema = z.object({
  data: z.object({ policy: z.string() }),
});

/** Vault writes '' for a time that never was. */
const time = optional(z.string()).transform(value => value || undefined);

export const metadataSchema = z
  .object({
    data: z.object({
      current_version: z.number(),
      created_time: z.string(),
      updated_time: z.string(),
      custom_metadata: optional(z.record(z.string(), z.string())),
      versions: z.record(
        z.string(),
        z.object({
          created_time: z.string(),
          deletion_time: time,
          destroyed: z.boolean(),
        }),
      ),
    }),
  })
  .transform(
    ({ data }): SecretMetadata => ({
      currentVersion: data.current_version,
      createdAt: data.created_time,
      updatedAt: data.updated_time,
      customMetadata: data.custom_metadata ?? {},
      versions: Object.entries(data.versions)
        .map(([version, state]) => ({
          version: Number(version),
          createdAt: state.created_time,
          deletedAt: state.deletion_time,
          destroyed: state.destroyed,
        }))
        .sort((a, b) => a.version - b.version),
    }),
  );

const names = z
  .array(z.string())
  .nullish()
  .transform(value => value ?? []);

/** Vault writes 0 for a time to live that isn't set. */
const seconds = z
  .number()
  .nullish()
  .transform(value => value || undefined);

export const roleSchema = z
  .object({
    data: z.object({
      bound_service_account_names: names,
      bound_service_account_namespaces: names,
      token_policies: names,
      token_ttl: seconds,
      token_max_ttl: seconds,
      audience: optional(z.string()),
    }),
  })
  .transform(
    ({ data }): KubernetesRole => ({
      boundServiceAccountNames: data.bound_service_account_names,
      boundServiceAccountNamespaces: data.bound_service_account_namespaces,
      tokenPolicies: data.token_policies,
      tokenTtlSeconds: data.token_ttl,
      tokenMaxTtlSeconds: data.token_max_ttl,
      audience: data.audience || undefined,
    }),
  );
