import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import type {
  NamespaceDetail,
  NamespaceList,
  NamespaceListQuery,
  NamespaceRef,
} from '@runway/plugin-clusters-common';

/** The namespaces of all clusters. Answers with what is known now, and says how old that is. */
export interface NamespacesService {
  /** @throws NotAllowedError */
  list(
    query: NamespaceListQuery,
    options: { credentials: BackstageCredentials },
  ): Promise<NamespaceList>;
  /**
   * @throws NotAllowedError
   * @throws NotFoundError when there is no such cluster or namespace
   * @throws ServiceUnavailableError when nothing is known of the cluster
   */
  detail(
    ref: NamespaceRef,
    options: { credentials: BackstageCredentials },
  ): Promise<NamespaceDetail>;
}
