import { InputError, NotFoundError } from '@backstage/errors';
import type { ClusterAccess, Clusters } from '../../core/SandboxContext';
import type { Collection, DocumentStore } from '../../state/DocumentStore';
import type { Destination } from '../model/Application';
import { ClusterCache } from './ClusterCache';

export const ownServer = 'https://kubernetes.default.svc';
export const ownName = 'in-cluster';

export interface RegisteredCluster {
  name: string;
  server: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  project?: string;
}

interface StoredCluster extends Omit<RegisteredCluster, 'server'> {
  /** Absent for clusters of the sandbox, whose address depends on the port. */
  server?: string;
}

/** Clusters that applications can be deployed to. */
export class ClusterRegistry {
  readonly #stored: Collection<StoredCluster>;
  readonly #caches = new Map<string, ClusterCache>();

  constructor(
    store: DocumentStore,
    private readonly clusters: Clusters,
    readonly own: ClusterAccess,
    /** Address below which the sandbox serves its clusters. */
    private readonly kubernetesUrl: () => string,
  ) {
    this.#stored = store.collection<StoredCluster>('argocd.clusters');
    for (const name of clusters.names()) {
      if (!this.#stored.has(name)) {
        this.#stored.set(name, { name });
      }
    }
  }

  add(cluster: Omit<RegisteredCluster, 'server'> & { server?: string }) {
    const builtIn =
      cluster.server === `${this.kubernetesUrl()}/${cluster.name}`;
    const { server, ...rest } = cluster;
    this.#stored.set(cluster.name, builtIn ? rest : { ...rest, server });
    return this.byName(cluster.name)!;
  }

  list(): RegisteredCluster[] {
    return [
      { name: ownName, server: ownServer },
      ...this.#stored.values().map(cluster => this.#complete(cluster)),
    ];
  }

  byName(name: string): RegisteredCluster | undefined {
    return this.list().find(cluster => cluster.name === name);
  }

  byServer(server: string): RegisteredCluster | undefined {
    const trimmed = server.replace(/\/+$/, '');
    return this.list().find(cluster => cluster.server === trimmed);
  }

  /** @throws InputError or NotFoundError with Argo CD's text */
  resolve(destination: Destination): RegisteredCluster {
    const { name, server } = destination;
    if (name && server) {
      throw new InputError(
        `application destination can't have both name and server defined: ${name} ${server}`,
      );
    }
    if (server) {
      const cluster = this.byServer(server);
      if (!cluster) {
        throw new NotFoundError(
          `error getting cluster by server "${server}": rpc error: code = NotFound desc = cluster "${server}" not found`,
        );
      }
      return cluster;
    }
    if (name) {
      const cluster = this.byName(name);
      if (!cluster) {
        throw new NotFoundError(
          `there are no clusters with this name: ${name}`,
        );
      }
      return cluster;
    }
    throw new InputError('Destination server missing from app spec');
  }

  /** @throws NotFoundError when nothing answers at the cluster's address */
  cache(cluster: RegisteredCluster): ClusterCache {
    const access = this.#access(cluster);
    let cache = this.#caches.get(access.name);
    if (!cache) {
      cache = new ClusterCache(access);
      this.#caches.set(access.name, cache);
    }
    return cache;
  }

  /** The cache of the sandbox's cluster of that name, when something has asked for it already. */
  knownCache(name: string): ClusterCache | undefined {
    return this.#caches.get(name);
  }

  /** The caches in use. */
  caches(): ClusterCache[] {
    return [...this.#caches.values()];
  }

  #access(cluster: RegisteredCluster): ClusterAccess {
    if (cluster.server === ownServer) {
      return this.own;
    }
    const name = cluster.server.split('/').at(-1) ?? '';
    if (
      cluster.server !== `${this.kubernetesUrl()}/${name}` ||
      !this.clusters.names().includes(name)
    ) {
      throw new NotFoundError(
        `failed to get cluster info for "${cluster.server}": dial tcp: connect: connection refused`,
      );
    }
    return this.clusters.cluster(name);
  }

  #complete(cluster: StoredCluster): RegisteredCluster {
    return {
      ...cluster,
      server: cluster.server ?? `${this.kubernetesUrl()}/${cluster.name}`,
    };
  }
}
