import type { Request } from 'express';
import type { Authenticator } from '../auth/Authenticator';
import { forbiddenRequest } from '../auth/forbiddenRequest';
import type { RbacAuthorizer } from '../auth/RbacAuthorizer';
import type { UserInfo } from '../auth/UserInfo';
import { unauthorized } from '../errors/ApiError';

/** Open to everybody. */
const publicPaths = ['/healthz', '/livez', '/readyz', '/version'];

const anonymous: UserInfo = {
  username: 'system:anonymous',
  groups: ['system:unauthenticated'],
};

/** Who makes the request, impersonation included. @throws ApiError 401, or 403 when impersonation isn't allowed */
export function identifyUser(
  request: Request,
  path: string,
  authenticator: Authenticator,
  authorizer: RbacAuthorizer,
): UserInfo {
  const [scheme, token] = (request.headers.authorization ?? '').split(' ');
  if (!token) {
    if (isPublic(path)) {
      return anonymous;
    }
    throw unauthorized();
  }
  const user =
    scheme.toLowerCase() === 'bearer'
      ? authenticator.authenticate(token)
      : undefined;
  if (!user) {
    throw unauthorized();
  }
  return impersonated(request, user, authorizer);
}

export function isPublic(path: string): boolean {
  return publicPaths.includes(path.replace(/(?<=.)\/$/, ''));
}

function impersonated(
  request: Request,
  user: UserInfo,
  authorizer: RbacAuthorizer,
): UserInfo {
  const username = request.headers['impersonate-user'];
  if (typeof username !== 'string') {
    return user;
  }
  const given = request.headers['impersonate-group'] ?? [];
  const groups = (Array.isArray(given) ? given : given.split(','))
    .map(group => group.trim())
    .filter(Boolean);
  const [, namespace, account] =
    /^system:serviceaccount:([^:]+):([^:]+)$/.exec(username) ?? [];
  const target = account
    ? { resource: 'serviceaccounts', name: account, namespace }
    : { resource: 'users', name: username };
  const wanted = [
    target,
    ...groups.map(group => ({ resource: 'groups', name: group })),
  ];
  for (const resource of wanted) {
    const attributes = {
      user,
      verb: 'impersonate',
      resource: { group: '', ...resource },
    };
    if (!authorizer.isAllowed(attributes)) {
      throw forbiddenRequest(attributes);
    }
  }
  return {
    username,
    groups: [
      ...groups,
      ...(account
        ? ['system:serviceaccounts', `system:serviceaccounts:${namespace}`]
        : []),
      'system:authenticated',
    ],
  };
}
