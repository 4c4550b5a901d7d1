import {
  BackstageCredentials,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import {
  DEFAULT_NAMESPACE,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import { NotAllowedError } from '@backstage/errors';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import {
  ApplicationsResponse,
  argocdApplicationReadPermission,
} from '@runway/plugin-argocd-common';
import { ApplicationsService } from './ApplicationsService';

/**
 * Lets a reader see only services that exist in the catalog and that the catalog shows to them: a name alone is no
 * way to learn that an application exists.
 */
export class AuthorizedApplicationsService implements ApplicationsService {
  readonly #inner: ApplicationsService;
  readonly #catalog: Pick<CatalogService, 'getEntitiesByRefs'>;
  readonly #permissions: PermissionsService;

  constructor(options: {
    inner: ApplicationsService;
    catalog: Pick<CatalogService, 'getEntitiesByRefs'>;
    permissions: PermissionsService;
  }) {
    this.#inner = options.inner;
    this.#catalog = options.catalog;
    this.#permissions = options.permissions;
  }

  async getApplications(
    services: string[],
    options: { credentials: BackstageCredentials },
  ): Promise<ApplicationsResponse> {
    const { credentials } = options;
    const [decision] = await this.#permissions.authorize(
      [{ permission: argocdApplicationReadPermission }],
      { credentials },
    );
    if (decision.result !== AuthorizeResult.ALLOW) {
      throw new NotAllowedError('You may not see Argo CD applications');
    }
    const { items } = await this.#catalog.getEntitiesByRefs(
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
      { credentials },
    );
    const readable = services.filter((_, index) => items[index]);
    const answer = await this.#inner.getApplications(readable, options);
    return {
      ...answer,
      notFound: services.filter((_, index) => !items[index]),
    };
  }
}
