import type { EventEmitter } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Router } from 'express';
import type { DocumentStore } from '../state/DocumentStore';

/** What happens inside the sandbox that another system reacts to. */
export interface SandboxEvents {
  /** A branch or tag of a repository moved. `before`/`after` are commit ids, all zeros when created/deleted. */
  'gitlab:push': [
    { project: string; ref: string; before: string; after: string },
  ];
  /** A job pushed an image. */
  'registry:push': [{ image: string }];
  /** A secret, policy or role of Vault changed. */
  'vault:change': [{ path: string }];
  /** An object of a cluster changed. */
  'kubernetes:change': [
    {
      cluster: string;
      type: 'ADDED' | 'MODIFIED' | 'DELETED';
      object: KubernetesObject;
    },
  ];
}

export interface KubernetesObject {
  apiVersion: string;
  kind: string;
  metadata: {
    name: string;
    namespace?: string;
    uid?: string;
    resourceVersion?: string;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
    [key: string]: any;
  };
  [key: string]: any;
}

/** What every system of the sandbox gets. */
export interface SandboxContext {
  /** Directory for files that aren't documents, such as Git repositories. Exists. */
  readonly dataDir: string;
  readonly store: DocumentStore;
  readonly events: EventEmitter<SandboxEvents>;
  /** Where the system is reachable, e.g. `http://localhost:7100/gitlab`. Known once the sandbox listens. */
  url(system: SystemName): string;
  /** Multiplies every simulated duration (job, rollout): 1 by default, 0 in most tests. */
  readonly pace: number;
  readonly credentials: SandboxCredentials;
  /** One line for the sandbox's log; never a secret. */
  log(message: string): void;
}

export type SystemName =
  | 'gitlab'
  | 'argocd'
  | 'argocd-tools'
  | 'vault'
  | 'kubernetes'
  | 'oidc'
  | 'atlantis'
  | 'azure';

/** Credentials of the portal in each system; made once and kept in the store. */
export interface SandboxCredentials {
  gitlabToken: string;
  argocdToken: string;
  vaultToken: string;
  kubernetesToken: string;
  oidcClientId: string;
  oidcClientSecret: string;
  /** GitLab token of the CI bot that may push to the GitOps repository. */
  gitopsToken: string;
}

/** One system, mounted under its name. */
export interface SandboxSystem {
  /** Handles requests below `/<name>`; `req.baseUrl` is `/<name>`. */
  readonly router: Router;
  /** Begins background work (controllers, pipelines), resuming what the state on disk says. */
  start(): Promise<void>;
  /** Ends background work; resolves when nothing runs any more. */
  stop(): Promise<void>;
  /** WebSocket upgrades below `/<name>`, when the system has any. */
  upgrade?(request: IncomingMessage, socket: Duplex, head: Buffer): void;
}

/** Images that jobs pushed. Implemented by the GitLab system. */
export interface ImageRegistry {
  has(image: string): boolean;
}

/** Read access to Git by other systems (Argo CD). Implemented by the GitLab system. */
export interface GitRepositories {
  /** Directory of the bare repository behind a clone address, or undefined when there is none. */
  directoryOf(cloneUrl: string): string | undefined;
}

/** Reads secrets as a workload would. Implemented by the Vault system. */
export interface WorkloadSecrets {
  /**
   * Logs in through Kubernetes auth and reads a KV v2 secret.
   * @throws NotAllowedError when role, binding or policy forbid it; NotFoundError when there is no secret
   */
  read(options: {
    authMount: string;
    role: string;
    serviceAccount: string;
    namespace: string;
    kvMount: string;
    path: string;
  }): Promise<Record<string, string>>;
}

/** A cluster as controllers and Argo CD use it in process, past authentication and authorization but not past admission. */
export interface ClusterAccess {
  readonly name: string;
  /** Server-side apply, creating when absent. @throws with the API server's message when admission refuses */
  apply(
    object: KubernetesObject,
    options: { fieldManager: string; dryRun?: boolean },
  ): KubernetesObject;
  get(ref: ObjectRef): KubernetesObject | undefined;
  list(filter: {
    apiVersion?: string;
    kind?: string;
    namespace?: string;
    labels?: Record<string, string>;
  }): KubernetesObject[];
  /** Deletes with its dependents (owner references) once finalizers allow. False when absent. */
  delete(ref: ObjectRef): boolean;
}

export interface ObjectRef {
  apiVersion: string;
  kind: string;
  namespace?: string;
  name: string;
}

/** The clusters. Implemented by the Kubernetes system. */
export interface Clusters {
  names(): string[];
  /** @throws when there is no such cluster */
  cluster(name: string): ClusterAccess;
}
