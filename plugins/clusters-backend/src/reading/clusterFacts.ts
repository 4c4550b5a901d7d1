import type { ClusterPart } from '@runway/plugin-clusters-common';
import { z } from 'zod';

const labels = z.record(z.string(), z.string());

const metadata = z.object({ name: z.string(), namespace: z.string() });

const selector = z.object({
  matchLabels: labels.nullish(),
  matchExpressions: z
    .array(
      z.object({
        key: z.string(),
        operator: z.string(),
        values: z.array(z.string()).nullish(),
      }),
    )
    .nullish(),
});

const peer = z.object({
  podSelector: selector.nullish(),
  namespaceSelector: selector.nullish(),
  ipBlock: z
    .object({ cidr: z.string(), except: z.array(z.string()).nullish() })
    .nullish(),
});

const ports = z
  .array(
    z.object({
      protocol: z.string().optional(),
      port: z.union([z.string(), z.number()]).optional(),
      endPort: z.number().optional(),
    }),
  )
  .nullish();

const quantities = z.record(
  z.string(),
  // YAML may hold a bare number; the API server answers text.
  z.union([z.string(), z.number()]).transform(String),
);

/** What is kept of each object; everything else is dropped on arrival. */
export const factSchemas = {
  namespaces: z.object({
    metadata: z.object({
      name: z.string(),
      labels: labels.optional(),
      creationTimestamp: z.string().nullish(),
      deletionTimestamp: z.string().optional(),
    }),
  }),
  networkpolicies: z.object({
    metadata,
    spec: z
      .object({
        podSelector: selector.default({}),
        policyTypes: z.array(z.string()).nullish(),
        ingress: z
          .array(z.object({ from: z.array(peer).nullish(), ports }))
          .nullish(),
        egress: z
          .array(z.object({ to: z.array(peer).nullish(), ports }))
          .nullish(),
      })
      .prefault({}),
  }),
  resourcequotas: z.object({
    metadata,
    spec: z
      .object({
        hard: quantities.nullish(),
        scopes: z.array(z.string()).nullish(),
        scopeSelector: z
          .object({
            matchExpressions: z
              .array(
                z.object({
                  scopeName: z.string(),
                  operator: z.string(),
                  values: z.array(z.string()).nullish(),
                }),
              )
              .nullish(),
          })
          .nullish(),
      })
      .prefault({}),
    status: z.object({ used: quantities.nullish() }).optional(),
  }),
  limitranges: z.object({
    metadata,
    spec: z.object({
      limits: z.array(
        z.object({
          type: z.string(),
          default: quantities.nullish(),
          defaultRequest: quantities.nullish(),
          min: quantities.nullish(),
          max: quantities.nullish(),
        }),
      ),
    }),
  }),
  rolebindings: z.object({
    metadata,
    roleRef: z.object({ kind: z.string(), name: z.string() }),
    subjects: z
      .array(
        z.object({
          kind: z.string(),
          name: z.string(),
          namespace: z.string().optional(),
        }),
      )
      .nullish(),
  }),
} satisfies Record<ClusterPart, z.ZodType>;

/** What is known of one object of a part. */
export type Fact<P extends ClusterPart> = z.output<(typeof factSchemas)[P]>;

export type NamespaceFact = Fact<'namespaces'>;
export type PolicyFact = Fact<'networkpolicies'>;
export type QuotaFact = Fact<'resourcequotas'>;
export type LimitRangeFact = Fact<'limitranges'>;
export type BindingFact = Fact<'rolebindings'>;
export type SelectorFact = z.output<typeof selector>;
export type PeerFact = z.output<typeof peer>;
export type PortFact = NonNullable<z.output<typeof ports>>[number];
