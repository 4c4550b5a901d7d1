import { BackstageCredentials } from '@backstage/backend-plugin-api';
import {
  DEFAULT_NAMESPACE,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { ApplicationsResponse } from '@runway/plugin-argocd-common';
import { ApplicationsService } from './ApplicationsService';
import { Readers } from './Readers';

/**
 * Lets a reader see only services that exist in the catalog and that the catalog shows to them: a name alone is no
 * way to learn that an application exists.
 */
export class AuthorizedApplicationsService implements ApplicationsService {
  constructor(
    private readonly options: {
      inner: ApplicationsService;
      catalog: Pick<CatalogService, 'getEntitiesByRefs'>;
      readers: Readers;
    },
  ) {}

  async getApplications(
    services: string[],
    options: { credentials: BackstageCredentials },
  ): Promise<ApplicationsResponse> {
    const { inner, catalog, readers } = this.options;
    await readers.requireRead(options);
    const { items } = await catalog.getEntitiesByRefs(
      {
        entityRefs: services.map(name =>
          stringifyEntityRef({
            kind: 'component',
            namespace: DEFAULT_NAMESPACE,
            name,
          }),
        ),
        fields: ['kind', 'metadata.name'],
      },
      options,
    );
    const readable = services.filter((_, index) => items[index]);
    const answer = await inner.getApplications(readable, options);
    return {
      ...answer,
      notFound: services.filter((_, index) => !items[index]),
    };
  }
}
