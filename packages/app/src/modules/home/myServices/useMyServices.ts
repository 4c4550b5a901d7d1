import { parseEntityRef } from '@backstage/catalog-model';
import { identityApiRef, useApi } from '@backstage/frontend-plugin-api';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import { CATALOG_FILTER_EXISTS } from '@backstage/catalog-client';
import {
  MAX_SERVICES_PER_REQUEST,
  SERVICE_ANNOTATION,
} from '@runway/plugin-argocd-common';
import useAsyncRetry from 'react-use/esm/useAsyncRetry';

/** A service of the person or of their teams. */
export interface MyService {
  name: string;
  title?: string;
  href: string;
  /** Name of the owning team. */
  owner: string | undefined;
}

/** The first services by name, as many as may be asked for health at once, and how many there are. */
export function useMyServices() {
  const identityApi = useApi(identityApiRef);
  const catalogApi = useApi(catalogApiRef);
  return useAsyncRetry(async () => {
    const { ownershipEntityRefs } = await identityApi.getBackstageIdentity();
    const { items, totalItems } = await catalogApi.queryEntities({
      filter: {
        kind: 'component',
        'metadata.namespace': 'default',
        [`metadata.annotations.${SERVICE_ANNOTATION}`]: CATALOG_FILTER_EXISTS,
        'relations.ownedBy': ownershipEntityRefs,
      },
      fields: ['metadata.name', 'metadata.title', 'relations'],
      orderFields: { field: 'metadata.name', order: 'asc' },
      limit: MAX_SERVICES_PER_REQUEST,
    });
    return {
      totalItems,
      items: items.map(({ metadata, relations }): MyService => {
        const owner = relations?.find(({ type }) => type === 'ownedBy');
        return {
          name: metadata.name,
          title: metadata.title,
          href: `/catalog/default/component/${metadata.name}`,
          owner: owner && parseEntityRef(owner.targetRef).name,
        };
      }),
    };
  }, [identityApi, catalogApi]);
}
