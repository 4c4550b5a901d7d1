import {
  BackstageCredentials,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import {
  DEFAULT_NAMESPACE,
  Entity,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import { NotAllowedError, NotFoundError } from '@backstage/errors';
import { CatalogService } from '@backstage/plugin-catalog-node';
import {
  AuthorizeResult,
  BasicPermission,
} from '@backstage/plugin-permission-common';
import {
  applicationListPermission,
  argocdApplicationReadPermission,
} from '@runway/plugin-argocd-common';
import { SharedReads } from '../applications/SharedReads';

/** A page that asks every second asks catalog and policy every tenth time; whoever loses a right loses it that late. */
const TTL_MS = 10_000;

type Options = { credentials: BackstageCredentials };

/** What people may see, asked with their own credentials and remembered for a moment. */
export class Readers {
  readonly #permissions = new SharedReads<{ allowed: boolean }>({
    max: 5_000,
    ttlMs: TTL_MS,
  });
  readonly #entities = new SharedReads<{ entity?: Entity }>({
    max: 10_000,
    ttlMs: TTL_MS,
  });

  constructor(
    private readonly options: {
      catalog: Pick<CatalogService, 'getEntityByRef'>;
      permissions: PermissionsService;
    },
  ) {}

  /** @throws NotAllowedError when this person may not see what runs at all */
  async requireRead(options: Options): Promise<void> {
    if (!(await this.#may(argocdApplicationReadPermission, options))) {
      throw new NotAllowedError('You may not see Argo CD applications');
    }
  }

  /** Whether this person may see all applications, whatever the catalog shows. */
  mayList(options: Options): Promise<boolean> {
    return this.#may(applicationListPermission, options);
  }

  /** @throws NotFoundError when the catalog has no such component or doesn't show it to this person */
  async component(service: string, options: Options): Promise<Entity> {
    const ref = stringifyEntityRef({
      kind: 'component',
      namespace: DEFAULT_NAMESPACE,
      name: service,
    });
    const { entity } = await this.#entities.read(
      `${personOf(options)} ${ref}`,
      async () => ({
        entity: await this.options.catalog.getEntityByRef(ref, options),
      }),
    );
    if (!entity) {
      throw new NotFoundError(
        `The catalog has no service "${service}", or you may not see it`,
      );
    }
    return entity;
  }

  async #may(permission: BasicPermission, options: Options): Promise<boolean> {
    const { allowed } = await this.#permissions.read(
      `${personOf(options)} ${permission.name}`,
      async () => {
        const [{ result }] = await this.options.permissions.authorize(
          [{ permission }],
          options,
        );
        return { allowed: result === AuthorizeResult.ALLOW };
      },
    );
    return allowed;
  }
}

/** All that rights depend on. */
const personOf = ({ credentials }: Options) =>
  JSON.stringify(credentials.principal);
