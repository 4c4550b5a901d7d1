import type { KubernetesObject } from '../../core/SandboxContext';
import type { JsonSchemaProps } from '../schema/customSchema';

const open: JsonSchemaProps = {
  type: 'object',
  'x-kubernetes-preserve-unknown-fields': true,
};
const text: JsonSchemaProps = { type: 'string' };
const texts: JsonSchemaProps = { type: 'array', items: text };
const flag: JsonSchemaProps = { type: 'boolean' };
const textMap: JsonSchemaProps = {
  type: 'object',
  additionalProperties: text,
};

/** An object that has more fields than those that are checked. */
function partly(
  properties: Record<string, JsonSchemaProps>,
  required: string[] = [],
): JsonSchemaProps {
  return { ...open, properties, required };
}

const conditions: JsonSchemaProps = {
  type: 'array',
  items: open,
  'x-kubernetes-list-type': 'map',
  'x-kubernetes-list-map-keys': ['type'],
};

const certManager = [
  definition('cert-manager.io', 'v1', 'certificates', 'Certificate', {
    short: ['cert', 'certs'],
    spec: partly(
      {
        secretName: text,
        dnsNames: texts,
        commonName: text,
        issuerRef: partly({ name: text, kind: text, group: text }, ['name']),
      },
      ['issuerRef', 'secretName'],
    ),
    columns: [
      ['Ready', '.status.conditions[?(@.type=="Ready")].status'],
      ['Secret', '.spec.secretName'],
    ],
  }),
  definition(
    'cert-manager.io',
    'v1',
    'certificaterequests',
    'CertificateRequest',
    {
      short: ['cr', 'crs'],
    },
  ),
  definition('cert-manager.io', 'v1', 'issuers', 'Issuer', {
    columns: [['Ready', '.status.conditions[?(@.type=="Ready")].status']],
  }),
  definition('cert-manager.io', 'v1', 'clusterissuers', 'ClusterIssuer', {
    cluster: true,
    columns: [['Ready', '.status.conditions[?(@.type=="Ready")].status']],
  }),
];

const vaultSecretsOperator = [
  definition(
    'secrets.hashicorp.com',
    'v1beta1',
    'vaultconnections',
    'VaultConnection',
    {
      spec: partly(
        { address: text, skipTLSVerify: { ...flag, default: false } },
        ['address'],
      ),
    },
  ),
  definition('secrets.hashicorp.com', 'v1beta1', 'vaultauths', 'VaultAuth', {
    spec: partly({
      method: {
        ...text,
        enum: ['kubernetes', 'jwt', 'appRole', 'aws', 'gcp'],
      },
      mount: text,
      vaultConnectionRef: text,
      allowedNamespaces: texts,
      kubernetes: partly({
        role: text,
        serviceAccount: text,
        audiences: texts,
        tokenExpirationSeconds: {
          type: 'integer',
          default: 600,
          minimum: 600,
        },
      }),
    }),
  }),
  definition(
    'secrets.hashicorp.com',
    'v1beta1',
    'vaultstaticsecrets',
    'VaultStaticSecret',
    {
      spec: partly(
        {
          destination: partly(
            {
              name: text,
              create: { ...flag, default: false },
              overwrite: { ...flag, default: false },
              labels: textMap,
              annotations: textMap,
              type: text,
              transformation: partly({
                excludeRaw: flag,
                includes: texts,
                excludes: texts,
                resync: { ...flag, default: true },
              }),
            },
            ['create', 'name', 'overwrite'],
          ),
          hmacSecretData: { ...flag, default: true },
          mount: text,
          path: text,
          refreshAfter: { ...text, pattern: '^([0-9]+(\\.[0-9]+)?(s|m|h))$' },
          rolloutRestartTargets: {
            type: 'array',
            items: {
              type: 'object',
              properties: {
                kind: {
                  ...text,
                  enum: [
                    'Deployment',
                    'DaemonSet',
                    'StatefulSet',
                    'argo.Rollout',
                  ],
                },
                name: text,
              },
              required: ['kind', 'name'],
            },
          },
          type: { ...text, enum: ['kv-v1', 'kv-v2'] },
          vaultAuthRef: text,
          version: { type: 'integer', minimum: 0 },
        },
        ['destination', 'mount', 'path', 'type'],
      ),
    },
  ),
];

const prometheusOperator = [
  definition(
    'monitoring.coreos.com',
    'v1',
    'servicemonitors',
    'ServiceMonitor',
    {
      short: ['smon'],
      spec: partly(
        { endpoints: { type: 'array', items: open }, selector: open },
        ['endpoints', 'selector'],
      ),
    },
  ),
  definition('monitoring.coreos.com', 'v1', 'podmonitors', 'PodMonitor', {
    short: ['pmon'],
    spec: partly({ selector: open }, ['selector']),
  }),
  definition(
    'monitoring.coreos.com',
    'v1',
    'prometheusrules',
    'PrometheusRule',
    {
      short: ['promrule'],
      spec: partly({
        groups: {
          type: 'array',
          items: partly({ name: { ...text, minLength: 1 } }, ['name']),
          'x-kubernetes-list-type': 'map',
          'x-kubernetes-list-map-keys': ['name'],
        },
      }),
    },
  ),
];

/** What the platform's operators add to every cluster. */
export const bundledDefinitions: readonly KubernetesObject[] = [
  ...certManager,
  ...vaultSecretsOperator,
  ...prometheusOperator,
];

function definition(
  group: string,
  version: string,
  plural: string,
  kind: string,
  options: {
    cluster?: boolean;
    short?: string[];
    spec?: JsonSchemaProps;
    columns?: Array<[name: string, jsonPath: string]>;
  } = {},
): KubernetesObject {
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      names: {
        kind,
        listKind: `${kind}List`,
        plural,
        singular: kind.toLowerCase(),
        ...(options.short ? { shortNames: options.short } : {}),
      },
      scope: options.cluster ? 'Cluster' : 'Namespaced',
      versions: [
        {
          name: version,
          served: true,
          storage: true,
          schema: {
            openAPIV3Schema: {
              type: 'object',
              properties: {
                spec: options.spec ?? open,
                status: partly({ conditions }),
              },
              required: options.spec ? ['spec'] : [],
            },
          },
          subresources: { status: {} },
          ...(options.columns
            ? {
                additionalPrinterColumns: [
                  ...options.columns.map(([name, jsonPath]) => ({
                    name,
                    type: 'string',
                    jsonPath,
                  })),
                  {
                    name: 'Age',
                    type: 'date',
                    jsonPath: '.metadata.creationTimestamp',
                  },
                ],
              }
            : {}),
        },
      ],
    },
  };
}
