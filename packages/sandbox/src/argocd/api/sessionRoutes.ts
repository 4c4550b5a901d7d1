import {
  actions,
  resources,
  type Action,
  type Resource,
} from '../auth/Enforcer';
import { issuer } from '../auth/SessionTokens';
import { type ApiSystems } from './ApiContext';
import type { ApiRouter } from './ApiRouter';
import { GrpcCode, GrpcError, invalidArgument } from './GrpcError';

/** Who is asking, and what they may do. */
export function sessionRoutes(router: ApiRouter, systems: ApiSystems) {
  const { accounts, enforcer } = systems;

  router.open('/session/userinfo', session =>
    session
      ? {
          loggedIn: true,
          username: session.username,
          iss: issuer,
          ...(session.groups.length > 0 ? { groups: session.groups } : {}),
        }
      : {},
  );

  router.router.post('/session', (_request, response) => {
    // Accounts of the sandbox have tokens, no passwords.
    const error = new GrpcError(
      GrpcCode.Unauthenticated,
      'Invalid username or password',
    );
    response.status(error.status).json(error.body);
  });

  router.router.delete('/session', (_request, response) => {
    response.json({});
  });

  router.get('/account', (_request, session) => ({
    items: accounts
      .list()
      .filter(({ name }) => enforcer.enforce(session, 'accounts', 'get', name))
      .map(account => ({
        name: account.name,
        enabled: true,
        capabilities: ['apiKey'],
        tokens: account.tokens.map(token => ({
          id: token.id,
          issuedAt: token.issuedAt,
          ...(token.expiresAt ? { expiresAt: token.expiresAt } : {}),
        })),
      })),
  }));

  // The subresource is all that follows, slashes included.
  router.get('/account/can-i/:resource/:action/*', (request, session) => {
    const { resource, action } = request.params;
    if (!actions.includes(action as Action)) {
      throw invalidArgument(
        `[${actions.join(' ')}] does not contain ${action}`,
      );
    }
    if (!resources.includes(resource as Resource)) {
      throw invalidArgument(
        `[${resources.join(' ')}] does not contain ${resource}`,
      );
    }
    const allowed = enforcer.enforce(
      session,
      resource as Resource,
      (action === 'rollback' ? 'sync' : action) as Action,
      withoutNamespace(
        (request.params as unknown as Record<string, string>)[0],
      ),
    );
    return { value: allowed ? 'yes' : 'no' };
  });
}

/** `project/argocd/name` means `project/name`. */
function withoutNamespace(object: string): string {
  return object.replace(/^([^/]+)\/argocd\/([^/]+)$/, '$1/$2');
}
