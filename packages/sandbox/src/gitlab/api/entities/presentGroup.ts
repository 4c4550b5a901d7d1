import type { GitLabServices } from '../../GitLabServices';
import {
  AccessLevel,
  type Group,
  type Invitation,
  type Membership,
} from '../../state/GitLabModel';
import { presentUser } from './presentUser';

export function presentGroup({ state, urls }: GitLabServices, group: Group) {
  const names: string[] = [];
  for (
    let current: Group | undefined = group;
    current;
    current =
      current.parentId === null ? undefined : state.groups.get(current.parentId)
  ) {
    names.unshift(current.name);
  }
  return {
    id: group.id,
    name: group.name,
    path: group.path,
    description: group.description,
    visibility: group.visibility,
    share_with_group_lock: false,
    require_two_factor_authentication: false,
    project_creation_level: 'developer',
    subgroup_creation_level: 'maintainer',
    lfs_enabled: true,
    default_branch: null,
    avatar_url: null,
    request_access_enabled: true,
    full_name: names.join(' / '),
    full_path: group.fullPath,
    created_at: group.createdAt,
    parent_id: group.parentId,
    marked_for_deletion_on: null,
    web_url: urls.web(`groups/${group.fullPath}`),
  };
}

export function presentMember(
  { state, urls }: GitLabServices,
  member: Membership,
) {
  const user = state.users.get(member.userId)!;
  const creator =
    member.createdBy === undefined
      ? undefined
      : state.users.get(member.createdBy);
  return {
    ...presentUser(urls, user),
    access_level: member.accessLevel,
    created_at: member.createdAt,
    ...(creator ? { created_by: presentUser(urls, creator) } : {}),
    expires_at: member.expiresAt,
    membership_state: 'active',
  };
}

export const accessLevels: number[] = Object.values(AccessLevel).filter(
  level => level >= AccessLevel.minimal,
);

export function presentInvitation(
  { state }: GitLabServices,
  invitation: Invitation,
) {
  return {
    id: invitation.id,
    invite_email: invitation.email,
    created_at: invitation.createdAt,
    access_level: invitation.accessLevel,
    expires_at: invitation.expiresAt,
    user_name: null,
    created_by_name: state.users.get(invitation.createdBy)?.name ?? null,
  };
}
