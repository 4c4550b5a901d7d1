import { useApi } from '@backstage/frontend-plugin-api';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import { useLayoutEffect, useState, type ReactNode } from 'react';
import { useEntityInAddress } from './useEntityInAddress';

/**
 * The page of an entity, and `missing` in its place once the catalog has said that there is no such entity. When the
 * catalog doesn't answer, the page says so itself.
 */
export function EntityOrMissing(props: {
  missing: ReactNode;
  children: ReactNode;
}) {
  const { entityRef } = useEntityInAddress();
  const catalogApi = useApi(catalogApiRef);
  const [missingRef, setMissingRef] = useState<string>();

  // Before the page inside asks the same, so that its own word for it isn't seen first.
  useLayoutEffect(() => {
    let current = true;
    catalogApi.getEntityByRef(entityRef).then(
      entity => {
        if (current) {
          setMissingRef(entity ? undefined : entityRef);
        }
      },
      () => {},
    );
    return () => {
      current = false;
    };
  }, [catalogApi, entityRef]);

  return <>{missingRef === entityRef ? props.missing : props.children}</>;
}
