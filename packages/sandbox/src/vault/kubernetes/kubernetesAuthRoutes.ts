import { invalidRequest } from '../request/VaultError';
import type { RequestFields } from '../request/RequestFields';
import {
  listAnswer,
  type VaultAnswer,
  type VaultRoute,
} from '../request/VaultRoute';
import { describeAuth } from '../tokens/describeToken';
import type { TokenStore } from '../tokens/TokenStore';
import type { KubernetesAuth, KubernetesRole } from './KubernetesAuth';

/**
 * The paths of the Kubernetes auth method.
 * @param changed - told the path below the mount that changed
 */
export function kubernetesAuthRoutes(
  auth: KubernetesAuth,
  tokens: TokenStore,
  changed: (path: string) => void,
): VaultRoute[] {
  return [
    {
      pattern: /^login$/,
      open: true,
      write: ({ fields }) => ({
        auth: describeAuth(
          tokens.issue(
            auth.login({
              role: fields.string('role'),
              jwt: fields.string('jwt'),
            }),
          ),
        ),
      }),
    },
    {
      pattern: /^config$/,
      read: () => describeConfig(auth),
      write: ({ fields }) => {
        const host = fields.string('kubernetes_host');
        if (!host) {
          throw invalidRequest('no host provided');
        }
        auth.config = {
          kubernetesHost: host,
          kubernetesCaCert: fields.string('kubernetes_ca_cert') ?? '',
          pemKeys: fields.strings('pem_keys') ?? [],
          issuer: fields.string('issuer') ?? '',
          disableIssValidation:
            fields.boolean('disable_iss_validation') ?? true,
          disableLocalCaJwt: fields.boolean('disable_local_ca_jwt') ?? false,
          tokenReviewerJwtSet: fields.has('token_reviewer_jwt'),
        };
        changed('config');
      },
    },
    { pattern: /^role\/?$/, list: () => listAnswer(auth.roleNames()) },
    {
      pattern: /^role\/(?<name>[^/]+)$/,
      exists: ({ name }) => auth.role(name) !== undefined,
      read: ({ params }) => {
        const role = auth.role(params.name);
        return role && { data: describeRole(role) };
      },
      write: ({ params, fields }) => {
        const role = readRole(fields, auth.role(params.name));
        auth.saveRole(params.name, role);
        changed(`role/${params.name}`);
        return role.audience
          ? undefined
          : {
              warnings: [
                'This role does not specify an audience. In a future version of Vault, specifying an audience will be required.',
              ],
            };
      },
      delete: ({ params }) => {
        if (auth.deleteRole(params.name)) {
          changed(`role/${params.name}`);
        }
      },
    },
  ];
}

function describeConfig({ config }: KubernetesAuth): VaultAnswer | void {
  return (
    config && {
      data: {
        disable_iss_validation: config.disableIssValidation,
        disable_local_ca_jwt: config.disableLocalCaJwt,
        issuer: config.issuer,
        kubernetes_ca_cert: config.kubernetesCaCert,
        kubernetes_host: config.kubernetesHost,
        pem_keys: config.pemKeys,
        token_reviewer_jwt_set: config.tokenReviewerJwtSet,
      },
    }
  );
}

function describeRole(role: KubernetesRole): Record<string, unknown> {
  return {
    alias_name_source: role.aliasNameSource,
    ...(role.audience ? { audience: role.audience } : {}),
    bound_service_account_names: role.serviceAccountNames,
    bound_service_account_namespace_selector: '',
    bound_service_account_namespaces: role.serviceAccountNamespaces,
    token_bound_cidrs: [],
    token_explicit_max_ttl: role.tokenExplicitMaxTtl,
    token_max_ttl: role.tokenMaxTtl,
    token_no_default_policy: role.tokenNoDefaultPolicy,
    token_num_uses: role.tokenNumUses,
    token_period: role.tokenPeriod,
    token_policies: role.tokenPolicies,
    token_ttl: role.tokenTtl,
    token_type: 'default',
  };
}

/** @throws VaultError 400 when the role would let in nobody, or its settings contradict each other */
function readRole(
  fields: RequestFields,
  existing?: KubernetesRole,
): KubernetesRole {
  const role: KubernetesRole = {
    serviceAccountNames:
      fields.strings('bound_service_account_names') ??
      existing?.serviceAccountNames ??
      [],
    serviceAccountNamespaces:
      fields.strings('bound_service_account_namespaces') ??
      existing?.serviceAccountNamespaces ??
      [],
    audience: fields.string('audience') ?? existing?.audience ?? '',
    aliasNameSource:
      fields.string('alias_name_source') ||
      (existing?.aliasNameSource ?? 'serviceaccount_uid'),
    tokenPolicies:
      fields.strings('token_policies') ??
      fields.strings('policies') ??
      existing?.tokenPolicies ??
      [],
    tokenTtl:
      fields.duration('token_ttl') ??
      fields.duration('ttl') ??
      existing?.tokenTtl ??
      0,
    tokenMaxTtl:
      fields.duration('token_max_ttl') ??
      fields.duration('max_ttl') ??
      existing?.tokenMaxTtl ??
      0,
    tokenExplicitMaxTtl:
      fields.duration('token_explicit_max_ttl') ??
      existing?.tokenExplicitMaxTtl ??
      0,
    tokenPeriod:
      fields.duration('token_period') ??
      fields.duration('period') ??
      existing?.tokenPeriod ??
      0,
    tokenNumUses:
      fields.integer('token_num_uses') ??
      fields.integer('num_uses') ??
      existing?.tokenNumUses ??
      0,
    tokenNoDefaultPolicy:
      fields.boolean('token_no_default_policy') ??
      existing?.tokenNoDefaultPolicy ??
      false,
  };
  const { serviceAccountNames, serviceAccountNamespaces } = role;
  if (serviceAccountNames.length === 0) {
    throw invalidRequest('"bound_service_account_names" can not be empty');
  }
  if (serviceAccountNamespaces.length === 0) {
    throw invalidRequest(
      '"bound_service_account_namespaces" can not be empty if "bound_service_account_namespace_selector" is not set',
    );
  }
  for (const bound of [serviceAccountNames, serviceAccountNamespaces]) {
    if (bound.length > 1 && bound.includes('*')) {
      throw invalidRequest('can not mix "*" with values');
    }
  }
  if (role.tokenMaxTtl > 0 && role.tokenTtl > role.tokenMaxTtl) {
    throw invalidRequest('token ttl should not be greater than token max ttl');
  }
  if (
    !['serviceaccount_uid', 'serviceaccount_name'].includes(
      role.aliasNameSource,
    )
  ) {
    throw invalidRequest(`invalid alias_name_source "${role.aliasNameSource}"`);
  }
  return role;
}
