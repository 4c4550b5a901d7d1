import { isUpstreamError, type KubernetesClient } from '@runway/integrations';
import type { ClusterPart } from '@runway/plugin-clusters-common';
import { type Fact, factSchemas } from './clusterFacts';

const KINDS: Record<ClusterPart, { apiVersion: string; kind: string }> = {
  namespaces: { apiVersion: 'v1', kind: 'Namespace' },
  networkpolicies: {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
  },
  resourcequotas: { apiVersion: 'v1', kind: 'ResourceQuota' },
  limitranges: { apiVersion: 'v1', kind: 'LimitRange' },
  rolebindings: {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
  },
};

/** How often a list is begun anew because its next page is gone. */
const MAX_BEGINNINGS = 3;

/**
 * Reads all objects of one kind in all namespaces, page by page. A list whose next page has expired meanwhile is begun
 * anew.
 *
 * @param options.pageSize - objects a request
 */
export async function readPart<P extends ClusterPart>(
  client: Pick<KubernetesClient, 'list'>,
  part: P,
  options: { pageSize: number; signal: AbortSignal },
): Promise<Array<Fact<P>>> {
  for (let beginning = 1; ; beginning++) {
    try {
      return await readPages(client, part, options);
    } catch (error) {
      const isExpired = isUpstreamError(error) && error.upstreamStatus === 410;
      if (!isExpired || beginning === MAX_BEGINNINGS) {
        throw error;
      }
    }
  }
}

async function readPages<P extends ClusterPart>(
  client: Pick<KubernetesClient, 'list'>,
  part: P,
  options: { pageSize: number; signal: AbortSignal },
): Promise<Array<Fact<P>>> {
  const { pageSize, signal } = options;
  const facts: Array<Fact<P>> = [];
  let next: string | undefined;
  do {
    const page = await client.list(
      { ...KINDS[part], limit: pageSize, continue: next },
      { signal },
    );
    for (const item of page.items) {
      facts.push(factSchemas[part].parse(item) as Fact<P>);
    }
    next = page.continue;
  } while (next);
  return facts;
}
