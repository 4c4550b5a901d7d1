import { Router } from 'express';
import { randomBytes } from 'node:crypto';
import { NotFoundError } from '@backstage/errors';
import type {
  Clusters,
  ImageRegistry,
  KubernetesObject,
  SandboxContext,
  SandboxSystem,
  WorkloadSecrets,
} from '../core/SandboxContext';
import { Cluster } from './Cluster';

/** Who is granted a role. */
export interface RoleSubject {
  kind: 'User' | 'Group' | 'ServiceAccount';
  name: string;
  /** Of a ServiceAccount. */
  namespace?: string;
}

/** What an administrator does in the clusters; names are those of the clusters. */
export interface KubernetesAdmin {
  /**
   * A signed token of a ServiceAccount, as its `token` subresource gives.
   * @throws NotFoundError when there is no such cluster or account
   */
  createToken(
    cluster: string,
    account: { namespace: string; name: string },
    options?: { expirationSeconds?: number; audiences?: string[] },
  ): string;
  /** Whether the cluster accepts a token for one of these audiences: what a TokenReview tells. */
  reviewToken(cluster: string, token: string, audiences: string[]): boolean;
  /** Makes a person or machine known by a static token, which is returned. It may do nothing until it is bound. */
  addUser(
    cluster: string,
    user: { username: string; groups?: string[]; token?: string },
  ): string;
  /** Grants a ClusterRole (`view`, `edit`, `admin`, `cluster-admin`, ...) in the cluster, or in one namespace. */
  bind(
    cluster: string,
    grant: { subject: RoleSubject; clusterRole: string; namespace?: string },
  ): void;
  /**
   * Stores objects as they were elsewhere, complete and with their status: neither defaults nor admission apply.
   * @throws NotFoundError when the cluster knows no such kind
   */
  importObjects(cluster: string, objects: Iterable<KubernetesObject>): void;
}

export interface KubernetesSystem extends SandboxSystem {
  readonly clusters: Clusters;
  readonly admin: KubernetesAdmin;
  /** Forgets the changes of a cluster so far: watches and lists that refer to them are answered with 410. */
  compact(cluster: string): void;
}

export interface KubernetesOptions {
  clusters: string[];
  registry: ImageRegistry;
  secrets: WorkloadSecrets;
}

/** The clusters of the sandbox, each below `/kubernetes/<cluster>`. */
export async function createKubernetes(
  ctx: SandboxContext,
  { clusters: names, registry, secrets }: KubernetesOptions,
): Promise<KubernetesSystem> {
  const clusters = new Map(
    names.map(name => [name, new Cluster(ctx, { name, registry, secrets })]),
  );

  function clusterNamed(name: string): Cluster {
    const cluster = clusters.get(name);
    if (!cluster) {
      throw new NotFoundError(`There is no cluster ${name}`);
    }
    return cluster;
  }

  const router = Router();
  router.use((request, response) => {
    const [path] = request.url.split('?');
    const [, name, ...rest] = path.split('/');
    const cluster = clusters.get(name);
    if (!cluster) {
      response.status(404).type('text/plain').send('404 page not found\n');
      return;
    }
    void cluster.server.handle(request, response, `/${rest.join('/')}`);
  });

  return {
    router,
    clusters: {
      names: () => [...clusters.keys()],
      cluster: name => clusterNamed(name).access,
    },
    admin: createAdmin(clusterNamed),
    compact(name) {
      const { store } = clusterNamed(name).objects;
      store.history.compact(store.revision);
    },
    async start() {
      clusters.forEach(cluster => cluster.start());
    },
    async stop() {
      await Promise.all([...clusters.values()].map(cluster => cluster.stop()));
    },
  };
}

function createAdmin(clusterNamed: (name: string) => Cluster): KubernetesAdmin {
  return {
    importObjects(name, imported) {
      const { catalog, store } = clusterNamed(name).objects;
      for (const object of imported) {
        const resource = catalog.ofKind(object.apiVersion, object.kind);
        if (!resource) {
          throw new NotFoundError(
            `There is no ${object.kind} of ${object.apiVersion} in ${name}`,
          );
        }
        store.put(resource.definition.id, object);
      }
    },

    createToken(name, account, options) {
      const { objects, tokens } = clusterNamed(name);
      const found = objects.store.get(
        'serviceaccounts',
        account.namespace,
        account.name,
      );
      if (!found) {
        throw new NotFoundError(
          `There is no ServiceAccount ${account.namespace}/${account.name} in ${name}`,
        );
      }
      return tokens.issue(found, { expirationSeconds: 3600, ...options });
    },

    reviewToken: (name, token, audiences) =>
      clusterNamed(name).authenticator.authenticate(token, audiences) !==
      undefined,

    addUser(name, { username, groups = [], token }) {
      const issued = token ?? randomBytes(24).toString('base64url');
      clusterNamed(name).authenticator.addUser(issued, { username, groups });
      return issued;
    },

    bind(name, { subject, clusterRole, namespace }) {
      const api = 'rbac.authorization.k8s.io';
      const kind = namespace ? 'RoleBinding' : 'ClusterRoleBinding';
      const subjectName = subject.name.replace(/[/%]/g, '-');
      clusterNamed(name).access.apply(
        {
          apiVersion: `${api}/v1`,
          kind,
          metadata: {
            name: `${clusterRole}-${subject.kind.toLowerCase()}-${subjectName}`,
            ...(namespace ? { namespace } : {}),
          },
          roleRef: { apiGroup: api, kind: 'ClusterRole', name: clusterRole },
          subjects: [subject],
        },
        { fieldManager: 'sandbox' },
      );
    },
  };
}
