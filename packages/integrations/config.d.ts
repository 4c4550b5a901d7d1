export interface Config {
  runway: {
    /** Stages in promotion order, each with the instances that serve it. */
    environments: Array<{
      /** Lower case letters, digits and hyphens, e.g. `staging`. */
      name: string;
      /** Name of an entry of `kubernetes`. */
      cluster: string;
      /** Name of an entry of `argocd`. */
      argocd: string;
      /** Name of an entry of `vault`. */
      vault: string;
    }>;

    /** GitLab instances; the first is the default. */
    gitlab: Array<{
      name: string;
      /** e.g. `https://gitlab.example.com`. Plain http only on loopback, unless `allowHttp`. */
      baseUrl: string;
      /** Where people reach it, when that differs from `baseUrl`. */
      webUrl?: string;
      /**
       * Access token with scope `api`.
       * @visibility secret
       */
      token: string;
      /** Longest time of one request in milliseconds; 10000 by default. */
      timeoutMs?: number;
      /** Requests at the same time; 10 by default. */
      maxConcurrency?: number;
      /** PEM bundle trusted besides the public authorities. */
      caData?: string;
      /** Allows plain http to another machine, where something else protects the way. */
      allowHttp?: boolean;
    }>;

    /** Argo CD instances. */
    argocd: Array<{
      name: string;
      baseUrl: string;
      webUrl?: string;
      /**
       * Token of an account with the capability `apiKey`.
       * @visibility secret
       */
      token: string;
      /** 10000 by default. */
      timeoutMs?: number;
      /** 10 by default. */
      maxConcurrency?: number;
      caData?: string;
      allowHttp?: boolean;
    }>;

    /** Vault instances. */
    vault: Array<{
      name: string;
      baseUrl: string;
      webUrl?: string;
      /** Vault Enterprise namespace. */
      namespace?: string;
      auth:
        | {
            type: 'token';
            /** @visibility secret */
            token: string;
          }
        | {
            type: 'kubernetes';
            /** Role to log in with. */
            role: string;
            /** Auth mount; `kubernetes` by default. */
            mount?: string;
            /** The pod's service account token; the usual path by default. */
            tokenFile?: string;
          };
      /** 5000 by default. */
      timeoutMs?: number;
      /** 10 by default. */
      maxConcurrency?: number;
      caData?: string;
      allowHttp?: boolean;
    }>;

    /** Clusters. */
    kubernetes: Array<{
      name: string;
      /** Address of the API server. Plain http only on loopback. */
      baseUrl: string;
      webUrl?: string;
      auth:
        | {
            type: 'token';
            /** @visibility secret */
            token: string;
          }
        | {
            type: 'tokenFile';
            /** The pod's service account token; the usual path by default. */
            tokenFile?: string;
          }
        | {
            /** Microsoft Entra token for AKS, from the environment, a workload identity or a managed identity. */
            type: 'azure';
          }
        | {
            type: 'clientCertificate';
            /** PEM. */
            certificate: string;
            /**
             * PEM.
             * @visibility secret
             */
            key: string;
          };
      /** 10000 by default. */
      timeoutMs?: number;
      /** 10 by default. */
      maxConcurrency?: number;
      caData?: string;
    }>;

    /** The repository that Argo CD reads. */
    gitops: {
      /** Name of an entry of `gitlab`; the first by default. */
      instance?: string;
      /** Path with namespace, e.g. `platform/gitops`. */
      project: string;
      /** `main` by default. */
      branch?: string;
    };

    /** The repository of the Helm charts. */
    charts: {
      /** Name of an entry of `gitlab`; the first by default. */
      instance?: string;
      /** e.g. `platform/charts`. */
      project: string;
      /** Branch or tag that new applications follow; `main` by default. */
      revision?: string;
    };

    /** The repository that Atlantis plans and applies. */
    infrastructure?: {
      /** Name of an entry of `gitlab`; the first by default. */
      instance?: string;
      /** `platform/infrastructure` by default. */
      project?: string;
      /** `main` by default. */
      branch?: string;
    };

    /** Where invited people are added: a file each in a folder that the catalog reads. */
    people?: {
      /** Name of an entry of `gitlab`; the first by default. */
      instance?: string;
      /** `platform/catalog` by default. */
      project?: string;
      /** `main` by default. */
      branch?: string;
      /** `people` by default. */
      folder?: string;
    };

    /** Where images are pushed. */
    registry: {
      /** e.g. `registry.example.com`. */
      host: string;
    };
  };
}
