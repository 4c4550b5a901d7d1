import {
  parseEntityRef,
  RELATION_MEMBER_OF,
  stringifyEntityRef,
  type Entity,
  type UserEntity,
} from '@backstage/catalog-model';
import {
  BUDDY_ANNOTATION,
  INVITED_AT_ANNOTATION,
  INVITED_BY_ANNOTATION,
  START_DATE_ANNOTATION,
} from '@runway/plugin-provisioning-common';
import type { Invited } from '../database/OnboardingStore';

/** @returns undefined when the person was not invited through the portal, or has no team or address */
export function toInvited(entity: Entity): Invited | undefined {
  const { metadata, relations } = entity;
  const { profile, memberOf } = (entity as UserEntity).spec;
  const annotations = metadata.annotations ?? {};
  const invitedAt = Date.parse(annotations[INVITED_AT_ANNOTATION] ?? '');
  const team =
    relations?.find(({ type }) => type === RELATION_MEMBER_OF)?.targetRef ??
    memberOf?.[0];
  if (Number.isNaN(invitedAt) || !team || !profile?.email) {
    return undefined;
  }
  return {
    userRef: stringifyEntityRef(entity),
    name: profile.displayName ?? metadata.title ?? metadata.name,
    email: profile.email,
    teamRef: stringifyEntityRef(
      parseEntityRef(team, {
        defaultKind: 'group',
        defaultNamespace: 'default',
      }),
    ),
    buddyRef: annotations[BUDDY_ANNOTATION],
    startDate: annotations[START_DATE_ANNOTATION],
    invitedBy: annotations[INVITED_BY_ANNOTATION],
    invitedAt,
  };
}
