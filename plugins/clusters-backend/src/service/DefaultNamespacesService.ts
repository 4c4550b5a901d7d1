import { NotFoundError, ServiceUnavailableError } from '@backstage/errors';
import type {
  NamespaceDetail,
  NamespaceList,
  NamespaceListQuery,
  NamespaceRef,
  NamespaceSummary,
} from '@runway/plugin-clusters-common';
import { comparatorOf } from '../list/comparatorOf';
import type { JudgedCluster } from '../list/JudgedCluster';
import { searchNamespaces } from '../list/searchNamespaces';
import type { NamespacesService } from './NamespacesService';

/** Answers from memory. Authorization is the decorator's business. */
export class DefaultNamespacesService implements NamespacesService {
  constructor(
    private readonly options: {
      clusters: JudgedCluster[];
      /** Names, in promotion order. */
      environments: string[];
    },
  ) {}

  async list(query: NamespaceListQuery): Promise<NamespaceList> {
    const { clusters, environments } = this.options;
    await Promise.all(clusters.map(cluster => cluster.wanted()));
    const all = clusters.flatMap(cluster =>
      Array.from(cluster.namespaces(), ({ summary }) => summary),
    );
    const { matching, facets } = searchNamespaces(all, query);
    matching.sort(comparatorOf(query.sort, query.order, environments));
    return {
      items: matching.slice(query.offset, query.offset + query.limit),
      total: matching.length,
      facets,
      summary: summaryOf(all),
      clusters: clusters.map(cluster => cluster.status()),
    };
  }

  async detail(ref: NamespaceRef): Promise<NamespaceDetail> {
    const cluster = this.options.clusters.find(
      ({ name }) => name === ref.cluster,
    );
    if (!cluster) {
      throw new NotFoundError(`There is no cluster "${ref.cluster}"`);
    }
    await cluster.wanted();
    const detail = cluster.detail(ref.name);
    if (detail) {
      return detail;
    }
    const { state, unread } = cluster.status();
    if (state === 'failed' || state === 'loading') {
      throw new ServiceUnavailableError(
        unread[0]?.message ?? `Cluster "${ref.cluster}" has not answered yet.`,
      );
    }
    throw new NotFoundError(
      `Cluster "${ref.cluster}" has no namespace "${ref.name}"`,
    );
  }
}

function summaryOf(all: NamespaceSummary[]): NamespaceList['summary'] {
  const ofTeams = all.filter(({ kind }) => kind !== 'system');
  const inState = (wanted: NamespaceSummary['state']) =>
    ofTeams.filter(({ state }) => state === wanted).length;
  return {
    namespaces: ofTeams.length,
    missing: inState('missing'),
    unknown: inState('unknown'),
    system: all.length - ofTeams.length,
  };
}
