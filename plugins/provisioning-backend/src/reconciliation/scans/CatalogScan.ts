import type { AuthService } from '@backstage/backend-plugin-api';
import { CATALOG_FILTER_EXISTS } from '@backstage/catalog-client';
import { stringifyEntityRef } from '@backstage/catalog-model';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { JsonValue } from '@backstage/types';
import { RUN_LABEL } from '../../operations/marks';
import type { Survey } from '../survey/Survey';
import type { MarkScan } from './MarkScan';

const PAGE = 500;

/** Components and resources with the annotation of a run, a page a pass. */
export class CatalogScan implements MarkScan {
  readonly system = 'catalog';
  readonly instance = 'catalog';
  readonly name = 'catalog';

  constructor(
    private readonly options: { catalog: CatalogService; auth: AuthService },
  ) {}

  async scan(_survey: Survey, { cursor }: { cursor: JsonValue | undefined }) {
    const offset = typeof cursor === 'number' ? cursor : 0;
    const { items } = await this.options.catalog.queryEntities(
      {
        filter: {
          kind: ['component', 'resource'],
          [`metadata.annotations.${RUN_LABEL}`]: CATALOG_FILTER_EXISTS,
        },
        orderFields: [{ field: 'metadata.name', order: 'asc' }],
        fields: [
          'kind',
          'metadata.name',
          'metadata.namespace',
          'metadata.annotations',
        ],
        limit: PAGE,
        offset,
      },
      { credentials: await this.options.auth.getOwnServiceCredentials() },
    );
    return {
      found: items.map(entity => {
        const { name, namespace = 'default', annotations } = entity.metadata;
        const target = annotations?.['backstage.io/managed-by-origin-location'];
        return {
          kind: 'catalog-location' as const,
          system: this.system as 'catalog',
          instance: this.instance,
          key: stringifyEntityRef(entity),
          runId: annotations![RUN_LABEL],
          url: `/catalog/${namespace}/${entity.kind.toLocaleLowerCase(
            'en-US',
          )}/${name}`,
          details: target ? { target: target.replace(/^url:/, '') } : {},
        };
      }),
      cursor: items.length === PAGE ? offset + PAGE : undefined,
    };
  }
}
