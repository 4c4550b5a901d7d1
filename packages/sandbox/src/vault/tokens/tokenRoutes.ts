import type { PolicyStore } from '../policy/PolicyStore';
import { invalidRequest, VaultError } from '../request/VaultError';
import {
  listAnswer,
  type VaultAnswer,
  type VaultCall,
  type VaultRoute,
} from '../request/VaultRoute';
import { createToken } from './createToken';
import { describeAuth, describeToken } from './describeToken';
import type { TokenEntry, TokenStore } from './TokenStore';

/** `auth/token/...` */
export function tokenRoutes(
  tokens: TokenStore,
  policies: PolicyStore,
): VaultRoute[] {
  const byId = (call: VaultCall): string => {
    const id = call.fields.string('token');
    if (!id) {
      throw invalidRequest('missing token ID');
    }
    return id;
  };
  const byAccessor = (call: VaultCall): TokenEntry => {
    const accessor = call.fields.string('accessor');
    const token = accessor ? tokens.lookupAccessor(accessor) : undefined;
    if (!token) {
      throw accessor
        ? new VaultError(403, ['invalid accessor'])
        : invalidRequest('missing accessor');
    }
    return token;
  };
  const lookup = (id: string): VaultAnswer => {
    const token = tokens.lookup(id);
    if (!token) {
      throw new VaultError(403, ['bad token']);
    }
    return { data: describeToken(token) };
  };
  const renew = (call: VaultCall, id: string): VaultAnswer => {
    if (!tokens.lookup(id)) {
      throw invalidRequest('token not found');
    }
    const renewed = tokens.renew(id, call.fields.duration('increment'));
    if (!renewed) {
      throw invalidRequest('lease is not renewable');
    }
    return { auth: describeAuth(renewed) };
  };
  const lookupSelf = (call: VaultCall) => ({ data: describeToken(call.token) });
  const create = (forceOrphan: boolean) => (call: VaultCall) =>
    createToken(call, { tokens, policies, forceOrphan });

  return [
    { pattern: /^create$/, write: create(false) },
    { pattern: /^create-orphan$/, sudo: true, write: create(true) },
    { pattern: /^lookup-self$/, read: lookupSelf, write: lookupSelf },
    {
      pattern: /^lookup$/,
      read: call => lookup(call.fields.string('token') ?? call.token.id),
      write: call => lookup(call.fields.string('token') ?? call.token.id),
    },
    {
      pattern: /^lookup-accessor$/,
      write: call => ({ data: { ...describeToken(byAccessor(call)), id: '' } }),
    },
    { pattern: /^renew-self$/, write: call => renew(call, call.token.id) },
    { pattern: /^renew$/, write: call => renew(call, byId(call)) },
    {
      pattern: /^renew-accessor$/,
      write: call => {
        const { auth } = renew(call, byAccessor(call).id);
        return { auth: auth && { ...auth, client_token: '' } };
      },
    },
    { pattern: /^revoke-self$/, write: call => tokens.revoke(call.token.id) },
    { pattern: /^revoke$/, write: call => tokens.revoke(byId(call)) },
    {
      pattern: /^revoke-accessor$/,
      write: call => tokens.revoke(byAccessor(call).id),
    },
    {
      pattern: /^revoke-orphan$/,
      sudo: true,
      write: call => {
        const id = byId(call);
        if (!tokens.lookup(id)) {
          throw invalidRequest('token to revoke not found');
        }
        tokens.revokeOrphan(id);
      },
    },
    {
      pattern: /^accessors\/?$/,
      sudo: true,
      list: () => listAnswer(tokens.accessors()),
    },
  ];
}
