import { ApiError, forbidden } from '../errors/ApiError';
import type { Attributes } from './RbacAuthorizer';

/** The 403 of a request that RBAC doesn't allow. */
export function forbiddenRequest({
  user,
  verb,
  resource,
  path,
}: Attributes): ApiError {
  const who = `User ${JSON.stringify(user.username)}`;
  if (!resource) {
    return new ApiError(
      403,
      'Forbidden',
      `forbidden: ${who} cannot ${verb} path ${JSON.stringify(path)}`,
      {},
    );
  }
  const full = resource.subresource
    ? `${resource.resource}/${resource.subresource}`
    : resource.resource;
  const where = resource.namespace
    ? `in the namespace ${JSON.stringify(resource.namespace)}`
    : 'at the cluster scope';
  return forbidden(
    { group: resource.group, plural: resource.resource },
    resource.name,
    `${who} cannot ${verb} resource ${JSON.stringify(
      full,
    )} in API group ${JSON.stringify(resource.group)} ${where}`,
  );
}
