/** What every configured instance of an upstream has. */
export interface InstanceConfig {
  /** Unique among the instances of its kind. */
  name: string;
  /** Where the portal reaches it; without a trailing slash, user information, query or fragment. */
  baseUrl: string;
  /** Where people reach it; `baseUrl` unless configured. */
  webUrl: string;
  /** Longest time one request may take, in milliseconds. A call with its waiting and retries ends after twice that. */
  timeoutMs: number;
  /** Requests under way at the same time; others wait in a queue. */
  maxConcurrency: number;
  /** PEM bundle that the instance's certificate is checked against, besides the public authorities. */
  caData?: string;
}

export interface GitLabConfig extends InstanceConfig {
  /** Personal, group or project access token with scope `api`. */
  token: string;
}

export type TokenAuthConfig =
  | { type: 'token'; token: string }
  | {
      type: 'tokenFile';
      /** Read again every minute and when refused, so rotated tokens are picked up. */
      tokenFile: string;
    };

export interface ArgoCdConfig extends InstanceConfig {
  /** Of an Argo CD account with the `apiKey` capability. */
  auth: TokenAuthConfig;
}

export type VaultAuthConfig =
  | { type: 'token'; token: string }
  | {
      type: 'kubernetes';
      /** Role of the auth mount that the portal logs in with. */
      role: string;
      /** Path of the auth mount, without `auth/`. */
      mount: string;
      /** File with the pod's service account token; read at each login. */
      tokenFile: string;
    };

export interface VaultConfig extends InstanceConfig {
  /** Vault Enterprise namespace. */
  namespace?: string;
  auth: VaultAuthConfig;
}

export type KubernetesAuthConfig =
  | TokenAuthConfig
  | {
      /** Token for the AKS server application, from `DefaultAzureCredential`. */
      type: 'azure';
    }
  | {
      type: 'clientCertificate';
      /** PEM. */
      certificate: string;
      /** PEM. */
      key: string;
    };

export interface KubernetesConfig extends InstanceConfig {
  auth: KubernetesAuthConfig;
}

/** One stage of promotion and the instances that serve it. */
export interface EnvironmentConfig {
  name: string;
  /** Name of a Kubernetes instance. */
  cluster: string;
  /** Name of an Argo CD instance. */
  argocd: string;
  /** Name of a Vault instance. */
  vault: string;
}

/** Where the GitOps repository lies. */
export interface GitOpsConfig {
  /** Name of a GitLab instance. */
  instance: string;
  /** Path with namespace, e.g. `platform/gitops`. */
  project: string;
  branch: string;
}

/** Where Atlantis takes what lies under the clusters from. */
export type InfrastructureConfig = GitOpsConfig;

/** Where the catalog's people lie: a file each in a folder that the catalog reads. */
export interface PeopleConfig extends GitOpsConfig {
  /** e.g. `people`. */
  folder: string;
}

/** Where the Helm charts lie. */
export interface ChartsConfig {
  /** Name of a GitLab instance. */
  instance: string;
  project: string;
  /** `*`, `1.x` or `1.4.x`: new applications pin the newest release in it. Else the branch or tag that they follow. */
  revision: string;
}

export interface RegistryConfig {
  /** Host of the image registry, with its port if it has one. */
  host: string;
}

/** The part of `runway` in app-config that names the upstream systems. */
export interface UpstreamsConfig {
  /** In promotion order; at least one. */
  environments: EnvironmentConfig[];
  /** The first is the default. */
  gitlab: GitLabConfig[];
  argocd: ArgoCdConfig[];
  vault: VaultConfig[];
  kubernetes: KubernetesConfig[];
  gitops: GitOpsConfig;
  charts: ChartsConfig;
  infrastructure: InfrastructureConfig;
  people: PeopleConfig;
  registry: RegistryConfig;
}
