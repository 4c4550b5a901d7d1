import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import type { KubernetesEvent } from '@runway/integrations';
import type { ObjectsByEntityResponse } from '@backstage/plugin-kubernetes-common';
import type {
  PodLog,
  PodLogQuery,
  PodRef,
} from '@runway/plugin-kubernetes-common';

type Who = { credentials: BackstageCredentials };

/** What the Kubernetes tab asks for. */
export interface KubernetesService {
  /** The environments, as Backstage's components know clusters. */
  clusters(
    who: Who,
  ): Promise<Array<{ name: string; title: string; authProvider: string }>>;
  /**
   * What an entity has in each environment; only environments where it has something, or that don't answer.
   * @throws NotFoundError for an entity that isn't there for this person
   */
  objects(entityRef: string, who: Who): Promise<ObjectsByEntityResponse>;
  /** @throws NotFoundError for a pod that is absent, or of no service in the catalog */
  podLog(ref: PodRef, query: PodLogQuery, who: Who): Promise<PodLog>;
  /**
   * Newest first.
   * @throws NotFoundError for a pod that is absent, or of no service in the catalog
   */
  podEvents(ref: PodRef, who: Who): Promise<KubernetesEvent[]>;
}
