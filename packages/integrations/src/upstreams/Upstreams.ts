import type { ArgoCdClient } from '../argocd/ArgoCdClient';
import type {
  ChartsConfig,
  EnvironmentConfig,
  GitOpsConfig,
  InfrastructureConfig,
  PeopleConfig,
  RegistryConfig,
} from '../config/UpstreamsConfig';
import type { GitLabClient } from '../gitlab/GitLabClient';
import type { KubernetesClient } from '../kubernetes/KubernetesClient';
import type { VaultClient } from '../vault/VaultClient';
import type { RequestRecord, UpstreamClient } from './UpstreamClient';

/** Every configured upstream system. A name that isn't configured throws NotFoundError. */
export interface Upstreams {
  /** In promotion order. */
  readonly environments: readonly EnvironmentConfig[];
  environment(name: string): EnvironmentConfig;
  /** The first configured instance when no name is given. */
  gitlab(instance?: string): GitLabClient;
  argocd(instance: string): ArgoCdClient;
  vault(instance: string): VaultClient;
  kubernetes(cluster: string): KubernetesClient;
  /** All clients, for health checks and metrics. */
  clients(): UpstreamClient[];
  readonly gitops: GitOpsConfig;
  readonly charts: ChartsConfig;
  readonly infrastructure: InfrastructureConfig;
  readonly people: PeopleConfig;
  readonly registry: RegistryConfig;
  /**
   * Tells a listener of every finished call, for metrics; it must not throw.
   * @returns ends the subscription
   */
  onRequest(listener: (record: RequestRecord) => void): () => void;
  /** Ends connections and token renewal; calls under way fail. */
  close(): Promise<void>;
}
