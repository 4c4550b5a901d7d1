import {
  BackstageCredentials,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import {
  DEFAULT_NAMESPACE,
  Entity,
  RELATION_OWNED_BY,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import {
  NotAllowedError,
  NotFoundError,
  ServiceUnavailableError,
} from '@backstage/errors';
import { CatalogService } from '@backstage/plugin-catalog-node';
import {
  AuthorizeResult,
  BasicPermission,
} from '@backstage/plugin-permission-common';
import {
  applicationListPermission,
  ApplicationRef,
  argocdApplicationReadPermission,
} from '@runway/plugin-argocd-common';
import { ApplicationIndex, ApplicationRecord } from '../feed/ApplicationIndex';

/** An application that a person may see, and who owns its service. */
export interface AccessibleApplication {
  record: ApplicationRecord;
  /** Entity refs from the catalog; empty for applications without service. */
  owners: string[];
}

/** Who asks. */
export interface ReaderOptions {
  credentials: BackstageCredentials;
}

/**
 * Finds applications for people. Those of a service are seen by whom the catalog shows the service to, all others by whom
 * the list of all applications is shown to. What one may not see doesn't differ from what isn't there.
 */
export class ApplicationAccess {
  constructor(
    private readonly options: {
      index: Pick<ApplicationIndex, 'get' | 'knows' | 'sources'>;
      catalog: Pick<CatalogService, 'getEntitiesByRefs'>;
      permissions: PermissionsService;
    },
  ) {}

  /**
   * @throws NotAllowedError without the permission to see applications, NotFoundError when there is none that this person
   * may see, ServiceUnavailableError while the instance hasn't told what there is
   */
  async get(
    ref: ApplicationRef,
    options: ReaderOptions,
  ): Promise<AccessibleApplication> {
    const [found] = await this.getAll([ref], options);
    if (found) {
      return found;
    }
    const { index } = this.options;
    const source = index.sources().find(({ name }) => name === ref.instance);
    if (source && !index.knows(ref.instance)) {
      throw new ServiceUnavailableError(
        source.error?.message ??
          `Argo CD "${ref.instance}" has not told yet what there is. Try again in a moment.`,
      );
    }
    throw new NotFoundError(
      `There is no application "${ref.name}" in Argo CD "${ref.instance}", or you may not see it`,
    );
  }

  /** One entry for each ref, undefined where there is nothing that this person may see. */
  async getAll(
    refs: ApplicationRef[],
    options: ReaderOptions,
  ): Promise<Array<AccessibleApplication | undefined>> {
    if (!(await this.#allowed(argocdApplicationReadPermission, options))) {
      throw new NotAllowedError('You may not see Argo CD applications');
    }
    const records = refs.map(ref => this.options.index.get(ref));
    const services = new Set(
      records.flatMap(record => record?.summary.service ?? []),
    );
    const entities = await this.#components([...services], options);
    const isLister = records.some(record => record && !isOf(record, entities))
      ? await this.#allowed(applicationListPermission, options)
      : false;
    return records.map(record => {
      if (!record) {
        return undefined;
      }
      const entity = entities.get(record.summary.service ?? '');
      return entity || isLister
        ? { record, owners: ownersOf(entity) }
        : undefined;
    });
  }

  async #components(
    services: string[],
    options: ReaderOptions,
  ): Promise<Map<string, Entity>> {
    if (!services.length) {
      return new Map();
    }
    const { items } = await this.options.catalog.getEntitiesByRefs(
      {
        entityRefs: services.map(name =>
          stringifyEntityRef({
            kind: 'component',
            namespace: DEFAULT_NAMESPACE,
            name,
          }),
        ),
        fields: ['kind', 'metadata', 'relations'],
      },
      options,
    );
    return new Map(
      services.flatMap((service, index) => {
        const entity = items[index];
        return entity ? [[service, entity] as const] : [];
      }),
    );
  }

  async #allowed(permission: BasicPermission, options: ReaderOptions) {
    const [{ result }] = await this.options.permissions.authorize(
      [{ permission }],
      options,
    );
    return result === AuthorizeResult.ALLOW;
  }
}

const isOf = ({ summary }: ApplicationRecord, entities: Map<string, Entity>) =>
  entities.has(summary.service ?? '');

const ownersOf = (entity: Entity | undefined): string[] =>
  (entity?.relations ?? [])
    .filter(({ type }) => type === RELATION_OWNED_BY)
    .map(({ targetRef }) => targetRef);
