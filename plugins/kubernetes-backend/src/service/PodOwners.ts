import type { AuthService } from '@backstage/backend-plugin-api';
import { stringifyEntityRef } from '@backstage/catalog-model';
import { NotFoundError } from '@backstage/errors';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { Upstreams } from '@runway/integrations';
import { type PodRef, SERVICE_LABEL } from '@runway/plugin-kubernetes-common';

/** Says which components of the catalog a pod belongs to: its label decides, not what a browser says of it. */
export class PodOwners {
  constructor(
    private readonly options: {
      auth: AuthService;
      catalog: Pick<CatalogService, 'getEntities'>;
      upstreams: Pick<Upstreams, 'environment' | 'kubernetes'>;
    },
  ) {}

  /**
   * @returns entity references; more than one where several components claim the same service
   * @throws NotFoundError for a pod that is absent, or of no service in the catalog
   */
  async of({ environment, namespace, pod }: PodRef): Promise<string[]> {
    const { auth, catalog, upstreams } = this.options;
    const { cluster } = upstreams.environment(environment);
    const found = await upstreams
      .kubernetes(cluster)
      .find('v1', 'Pod', namespace, pod);
    const service = found?.metadata.labels?.[SERVICE_LABEL];
    const { items } = service
      ? await catalog.getEntities(
          {
            filter: {
              kind: 'component',
              [`metadata.annotations.${SERVICE_LABEL}`]: service,
            },
            fields: ['kind', 'metadata.name', 'metadata.namespace'],
          },
          { credentials: await auth.getOwnServiceCredentials() },
        )
      : { items: [] };
    if (!items.length) {
      throw new NotFoundError(
        `There is no pod ${namespace}/${pod} in ${environment} that belongs to a service of the catalog`,
      );
    }
    return items.map(stringifyEntityRef);
  }
}
