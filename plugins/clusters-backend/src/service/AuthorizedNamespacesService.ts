import type {
  BackstageCredentials,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import {
  clustersNamespaceReadPermission,
  type NamespaceListQuery,
  type NamespaceRef,
} from '@runway/plugin-clusters-common';
import type { NamespacesService } from './NamespacesService';

type Options = { credentials: BackstageCredentials };

/** Asks the policy before anything is said. */
export class AuthorizedNamespacesService implements NamespacesService {
  constructor(
    private readonly options: {
      inner: NamespacesService;
      permissions: PermissionsService;
    },
  ) {}

  async list(query: NamespaceListQuery, options: Options) {
    await this.#requireRead(options);
    return this.options.inner.list(query, options);
  }

  async detail(ref: NamespaceRef, options: Options) {
    await this.#requireRead(options);
    return this.options.inner.detail(ref, options);
  }

  async #requireRead(options: Options): Promise<void> {
    const [{ result }] = await this.options.permissions.authorize(
      [{ permission: clustersNamespaceReadPermission }],
      options,
    );
    if (result !== AuthorizeResult.ALLOW) {
      throw new NotAllowedError('You may not see the namespaces of clusters');
    }
  }
}
