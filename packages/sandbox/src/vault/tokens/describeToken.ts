import type { VaultAuth } from '../request/VaultRoute';
import type { TokenEntry } from './TokenStore';

/** Seconds that a token has left; 0 when it never expires. */
export function remainingSeconds(token: TokenEntry): number {
  return token.expiresAt === undefined
    ? 0
    : Math.max(0, Math.round((token.expiresAt - Date.now()) / 1000));
}

/** A token as `auth/token/lookup` answers it. */
export function describeToken(token: TokenEntry): Record<string, unknown> {
  const time = (milliseconds: number) => new Date(milliseconds).toISOString();
  return {
    accessor: token.accessor,
    creation_time: Math.floor(token.issuedAt / 1000),
    creation_ttl: token.ttl,
    display_name: token.displayName,
    entity_id: '',
    expire_time: token.expiresAt === undefined ? null : time(token.expiresAt),
    explicit_max_ttl: token.explicitMaxTtl,
    id: token.id,
    issue_time: time(token.issuedAt),
    ...(token.renewedAt
      ? {
          last_renewal: time(token.renewedAt),
          last_renewal_time: Math.floor(token.renewedAt / 1000),
        }
      : {}),
    meta: token.meta,
    num_uses: token.numUses,
    orphan: token.parent === undefined,
    path: token.path,
    ...(token.period ? { period: token.period } : {}),
    policies: token.policies,
    renewable: token.renewable,
    ttl: remainingSeconds(token),
    type: 'service',
  };
}

/** A token as a login, a creation or a renewal answers it. */
export function describeAuth(token: TokenEntry): VaultAuth {
  return {
    client_token: token.id,
    accessor: token.accessor,
    policies: token.policies,
    token_policies: token.policies,
    metadata: token.meta,
    lease_duration: remainingSeconds(token),
    renewable: token.renewable,
    entity_id: '',
    token_type: 'service',
    orphan: token.parent === undefined,
    mfa_requirement: null,
    num_uses: token.numUses,
  };
}
