import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import {
  DEFAULT_NAMESPACE,
  RELATION_OWNED_BY,
  type Entity,
  parseEntityRef,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import { InputError, NotFoundError } from '@backstage/errors';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { ChangeSubject } from '@runway/plugin-provisioning-common';
import type { RunStore } from '../database/RunStore';
import { RUN_LABEL } from '../operations/marks';
import type { ChangeTarget } from './types';

/**
 * Finds what a change is about.
 *
 * @throws NotFoundError when the person can't see the service
 * @throws InputError when Runway did not make it
 */
export async function readTarget(
  subject: ChangeSubject,
  options: {
    catalog: CatalogService;
    store: RunStore;
    credentials: BackstageCredentials;
  },
): Promise<ChangeTarget> {
  const { catalog, credentials, store } = options;
  const entityRef = readRef(subject.entityRef);
  const entity = await catalog.getEntityByRef(entityRef, { credentials });
  if (!entity) {
    throw new NotFoundError(`There is no ${entityRef} in the catalog.`);
  }
  const runId = entity.metadata.annotations?.[RUN_LABEL];
  const run = runId === undefined ? undefined : await store.get(runId);
  if (!run || run.entityRef !== entityRef) {
    throw new InputError(
      `Runway did not make ${entity.metadata.name}, so its ledger does not know what belongs to it. Ask the platform team to take it down by hand.`,
    );
  }
  return {
    kind: subject.kind,
    entity,
    entityRef,
    name: entity.metadata.name,
    ownerRef: ownerOf(entity) ?? run.ownerRef,
    newOwnerRef:
      subject.kind === 'transfer'
        ? await readTeam(subject.newOwnerRef, options)
        : undefined,
    run,
  };
}

/** Entity ref of the group that owns an entity now. */
export function ownerOf(entity: Entity): string | undefined {
  const relation = entity.relations?.find(
    ({ type }) => type === RELATION_OWNED_BY,
  );
  if (relation) {
    return stringifyEntityRef(parseEntityRef(relation.targetRef));
  }
  const owner = entity.spec?.owner;
  return typeof owner === 'string'
    ? stringifyEntityRef(
        parseEntityRef(owner, {
          defaultKind: 'group',
          defaultNamespace: DEFAULT_NAMESPACE,
        }),
      )
    : undefined;
}

/** @throws InputError when it is none */
function readRef(ref: string, defaultKind?: string): string {
  try {
    return stringifyEntityRef(parseEntityRef(ref, { defaultKind }));
  } catch {
    throw new InputError(
      `${ref} is no reference to an entity, as component:default/check-in-api is.`,
    );
  }
}

async function readTeam(
  ref: string,
  options: { catalog: CatalogService; credentials: BackstageCredentials },
): Promise<string> {
  const teamRef = readRef(ref, 'group');
  const team = await options.catalog.getEntityByRef(teamRef, options);
  if (team?.kind !== 'Group' || team.spec?.type !== 'team') {
    throw new InputError(`${ref} is not a team. Choose one from the catalog.`);
  }
  return teamRef;
}
