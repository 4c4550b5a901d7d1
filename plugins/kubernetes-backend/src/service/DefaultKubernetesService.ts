import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import { NotFoundError } from '@backstage/errors';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { Upstreams } from '@runway/integrations';
import type { PodLogQuery, PodRef } from '@runway/plugin-kubernetes-common';
import { clusterOf, EnvironmentReader } from '../reading/EnvironmentReader';
import { selectionOf } from '../reading/Selection';
import type { KubernetesService } from './KubernetesService';

/** How long a page waits for clusters, in milliseconds. */
const DEADLINE_MS = 4_000;

/** Where a log is cut off, in bytes: more would not help a reader, and burden the portal. */
const MAX_LOG_BYTES = 1_000_000;

type Who = { credentials: BackstageCredentials };

/** {@link KubernetesService} over the clusters of `runway.environments`. */
export class DefaultKubernetesService implements KubernetesService {
  readonly #readers: EnvironmentReader[];

  constructor(
    private readonly options: {
      catalog: Pick<CatalogService, 'getEntityByRef'>;
      upstreams: Pick<Upstreams, 'environments' | 'environment' | 'kubernetes'>;
      deadlineMs?: number;
    },
  ) {
    const { upstreams, deadlineMs = DEADLINE_MS } = options;
    const { environments } = upstreams;
    this.#readers = environments.map(
      ({ name, cluster }) =>
        new EnvironmentReader({
          environment: name,
          client: upstreams.kubernetes(cluster),
          isShared:
            environments.filter(each => each.cluster === cluster).length > 1,
          deadlineMs,
        }),
    );
  }

  async clusters() {
    return this.#readers.map(reader => ({
      ...clusterOf(reader),
      // People need no account of their own in the cluster: the backend has one.
      authProvider: 'serviceAccount',
    }));
  }

  async objects(entityRef: string, who: Who) {
    const entity = await this.options.catalog.getEntityByRef(entityRef, who);
    if (!entity) {
      throw new NotFoundError(`The catalog has no ${entityRef}`);
    }
    const selection = selectionOf(entity);
    if (!selection) {
      return { items: [] };
    }
    const items = await Promise.all(
      this.#readers
        .filter(({ cluster }) =>
          [cluster, undefined].includes(selection.cluster),
        )
        .map(reader => reader.read(selection)),
    );
    return {
      items: items.filter(
        ({ resources, errors }) =>
          errors.length || resources.some(each => each.resources.length),
      ),
    };
  }

  async podLog({ environment, namespace, pod }: PodRef, query: PodLogQuery) {
    const { container, previous } = query;
    const client = this.#clientOf(environment);
    // Cutting off takes away the end, which matters most: rather ask for fewer lines.
    for (let { lines } = query; ; lines = Math.ceil(lines / 10)) {
      const text = await client.podLog({
        namespace,
        pod,
        container,
        previous,
        tailLines: lines,
        limitBytes: MAX_LOG_BYTES,
      });
      if (lines === 1 || Buffer.byteLength(text) < MAX_LOG_BYTES) {
        return { text, lines };
      }
    }
  }

  podEvents({ environment, namespace, pod }: PodRef) {
    return this.#clientOf(environment).eventsOf({
      namespace,
      kind: 'Pod',
      name: pod,
    });
  }

  #clientOf(environment: string) {
    const { upstreams } = this.options;
    return upstreams.kubernetes(upstreams.environment(environment).cluster);
  }
}
