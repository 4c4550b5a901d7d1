import { stringifyEntityRef } from '@backstage/catalog-model';
import { useParams } from 'react-router-dom';

/** The entity that the address `/catalog/:namespace/:kind/:name` names, whether it exists or not. */
export function useEntityInAddress() {
  const { kind = '', namespace = '', name = '' } = useParams();
  return {
    kind: kind.toLocaleLowerCase('en-US'),
    name,
    entityRef: stringifyEntityRef({ kind, namespace, name }),
  };
}
