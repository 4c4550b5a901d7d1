import { isExpired } from '../../access/Authentication';
import type { GitLabUrls } from '../../GitLabUrls';
import type { AccessToken, User } from '../../state/GitLabModel';

/** A person as others see them. */
export function presentUser(urls: GitLabUrls, user: User) {
  return {
    id: user.id,
    username: user.username,
    name: user.name,
    state: user.state,
    locked: false,
    avatar_url: null,
    web_url: urls.web(user.username),
  };
}

/** A person as they themselves and administrators see them. */
export function presentFullUser(urls: GitLabUrls, user: User) {
  return {
    ...presentUser(urls, user),
    created_at: user.createdAt,
    bio: '',
    location: null,
    public_email: null,
    organization: null,
    bot: user.bot,
    email: user.email,
    commit_email: user.email,
    namespace_id: user.namespaceId,
    is_admin: user.admin,
    can_create_group: true,
    can_create_project: true,
    external: false,
    two_factor_enabled: false,
    identities: [],
    last_sign_in_at: null,
    confirmed_at: user.createdAt,
  };
}

export function presentToken(token: AccessToken, value?: string) {
  return {
    id: token.id,
    name: token.name,
    description: null,
    revoked: token.revoked,
    created_at: token.createdAt,
    scopes: token.scopes,
    user_id: token.userId,
    last_used_at: token.lastUsedAt,
    active: !token.revoked && !isExpired(token),
    expires_at: token.expiresAt,
    ...(value === undefined ? {} : { token: value }),
  };
}
