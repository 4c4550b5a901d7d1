import {
  RELATION_API_CONSUMED_BY,
  RELATION_DEPENDENCY_OF,
  type Entity,
  parseEntityRef,
} from '@backstage/catalog-model';
import type { Check } from '@runway/plugin-provisioning-common';

/** Who would miss the service, as far as the catalog knows. */
export function dependantsCheck(entity: Entity): Check {
  const dependants = (entity.relations ?? [])
    .filter(({ type }) =>
      [RELATION_DEPENDENCY_OF, RELATION_API_CONSUMED_BY].includes(type),
    )
    .map(({ targetRef }) => parseEntityRef(targetRef).name);
  const names = [...new Set(dependants)].sort();
  return {
    id: 'dependants',
    title: 'Nobody depends on it',
    status: names.length > 0 ? 'warning' : 'ok',
    message:
      names.length > 0
        ? `${names.join(', ')} ${
            names.length === 1 ? 'depends' : 'depend'
          } on it.`
        : 'Nothing in the catalog depends on it.',
    action:
      names.length > 0
        ? 'Tell the owners before you go on; their services break when it is gone.'
        : undefined,
    durationMs: 0,
  };
}
