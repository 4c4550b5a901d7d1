import { timestamp } from '../model/conditions';
import type { RegisteredCluster } from '../stores/ClusterRegistry';
import { kubeVersion } from '../controller/compareApplication';
import { query, type ApiSystems } from './ApiContext';
import type { ApiRouter } from './ApiRouter';
import { permissionDenied } from './GrpcError';
import { messageOf } from '../model/messageOf';

/** Clusters that applications are deployed to. */
export function clusterRoutes(router: ApiRouter, systems: ApiSystems) {
  const { applications, clusters, enforcer } = systems;

  router.get('/clusters', (request, session) => {
    const server = query(request, 'server');
    const name = query(request, 'name');
    const counts = countApplications();
    return {
      metadata: {},
      items: clusters
        .list()
        .filter(
          cluster =>
            (!server || cluster.server === server) &&
            (!name || cluster.name === name) &&
            enforcer.enforce(session, 'clusters', 'get', cluster.server),
        )
        .map(cluster => describe(cluster, counts)),
    };
  });

  router.get('/clusters/:id', (request, session) => {
    const { id } = request.params;
    const cluster =
      query(request, 'id.type') === 'name'
        ? clusters.byName(id)
        : clusters.byServer(id);
    // Alike for the missing and the forbidden, so that nobody learns what exists.
    if (
      !cluster ||
      !enforcer.enforce(session, 'clusters', 'get', cluster.server)
    ) {
      throw permissionDenied();
    }
    return describe(cluster, countApplications());
  });

  function countApplications(): Map<string, number> {
    const counts = new Map<string, number>();
    for (const { spec } of applications.list()) {
      const { name, server } = spec.destination;
      const key =
        name ?? (server ? clusters.byServer(server)?.name : undefined) ?? '';
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    return counts;
  }

  function describe(cluster: RegisteredCluster, counts: Map<string, number>) {
    const { name, server, labels, annotations, project } = cluster;
    const applicationsCount = counts.get(name) ?? 0;
    const now = timestamp();
    let connectionState = {
      status: 'Successful',
      message: '',
      attemptedAt: now,
    };
    let cacheInfo = {};
    try {
      const cache = clusters.cache(cluster);
      cacheInfo = {
        resourcesCount: cache.size,
        apisCount: cache.kinds,
        lastCacheSyncTime: now,
      };
    } catch (error) {
      connectionState = {
        status: 'Failed',
        message: messageOf(error),
        attemptedAt: now,
      };
    }
    return {
      server,
      name,
      ...(labels ? { labels } : {}),
      ...(annotations ? { annotations } : {}),
      ...(project ? { project } : {}),
      config: { tlsClientConfig: { insecure: false } },
      connectionState,
      serverVersion: kubeVersion.replace(/\.\d+$/, ''),
      info: {
        connectionState,
        serverVersion: kubeVersion.replace(/\.\d+$/, ''),
        cacheInfo,
        applicationsCount,
      },
    };
  }
}
