import { parseEntityRef } from '@backstage/catalog-model';
import { identityApiRef, useApi } from '@backstage/frontend-plugin-api';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import { CATALOG_FILTER_EXISTS } from '@backstage/catalog-client';
import { SERVICE_ANNOTATION } from '@runway/plugin-argocd-common';
import useAsyncRetry from 'react-use/esm/useAsyncRetry';

const SHOWN = 20;

/** A service of the person or of their teams. */
export interface MyService {
  name: string;
  title?: string;
  href: string;
  /** Name of the owning team. */
  owner: string | undefined;
}

/** The first 20 services by name, and how many there are. */
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
      limit: SHOWN,
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
