import { z } from 'zod';
import { ApiError } from '../../ApiError';
import type { AccessToken, TokenScope } from '../../state/GitLabModel';
import type { ApiCall } from '../ApiCall';
import type { ApiRouter } from '../ApiRouter';
import {
  presentFullUser,
  presentToken,
  presentUser,
} from '../entities/presentUser';
import { flag, list, text } from '../parseInput';

const scopes = [
  'api',
  'read_api',
  'read_user',
  'read_repository',
  'write_repository',
] as const;

const tokenInput = z.object({
  name: text,
  scopes: list.pipe(z.array(z.enum(scopes)).min(1)),
  expires_at: text.optional(),
});

/** Users and personal access tokens. */
export function addUserRoutes(api: ApiRouter) {
  api.get('/user', call => presentFullUser(call.services.urls, call.user));

  api.get('/users', call => {
    const { state, urls } = call.services;
    const { username, search } = call.input(
      z.object({ username: text.optional(), search: text.optional() }),
    );
    if (!call.actor && !username) {
      throw ApiError.forbidden('Not authorized to access /api/v4/users');
    }
    const wanted = search?.toLowerCase();
    const users = state.users
      .all()
      .filter(
        user =>
          (!username ||
            user.username.toLowerCase() === username.toLowerCase()) &&
          (!wanted ||
            user.name.toLowerCase().includes(wanted) ||
            user.username.toLowerCase().includes(wanted) ||
            user.email.toLowerCase() === wanted),
      )
      .reverse();
    return call.page(users, user =>
      call.optionalUser?.admin
        ? presentFullUser(urls, user)
        : presentUser(urls, user),
    );
  });

  api.get('/users/:user_id', call => {
    const { state, urls } = call.services;
    const user = state.users.get(call.intParam('user_id'));
    if (!user) {
      throw ApiError.notFound('User');
    }
    return call.optionalUser?.admin
      ? presentFullUser(urls, user)
      : { ...presentUser(urls, user), created_at: user.createdAt };
  });

  api.post('/users', call => {
    requireAdmin(call);
    const input = call.input(
      z.object({
        email: text,
        name: text,
        username: text,
        admin: flag.optional(),
      }),
    );
    const user = call.services.people.createUser(input);
    return presentFullUser(call.services.urls, user);
  });

  api.post('/users/:user_id/personal_access_tokens', call => {
    requireAdmin(call);
    const user = call.state.users.get(call.intParam('user_id'));
    if (!user) {
      throw ApiError.notFound('User');
    }
    const input = call.input(tokenInput);
    const { token, value } = call.services.people.createToken(user, {
      name: input.name,
      scopes: input.scopes as TokenScope[],
      expiresAt: input.expires_at ?? inDays(365),
    });
    return presentToken(token, value);
  });

  api.get('/personal_access_tokens', call => {
    const { user_id: userId } = call.input(
      z.object({ user_id: z.coerce.number().optional() }),
    );
    const { user } = call;
    const owner = userId ?? (user.admin ? undefined : user.id);
    if (owner !== user.id && !user.admin) {
      throw ApiError.unauthorized();
    }
    const tokens =
      owner === undefined
        ? call.state.tokens.all()
        : call.state.tokens.where('user', owner);
    return call.page(tokens, token => presentToken(token));
  });

  api.get('/personal_access_tokens/:token_id', call =>
    presentToken(tokenOf(call)),
  );

  api.delete('/personal_access_tokens/:token_id', call => {
    call.services.people.revokeToken(tokenOf(call));
    return call.noContent();
  });

  api.post('/personal_access_tokens/:token_id/rotate', call => {
    const { expires_at: expiresAt } = call.input(
      z.object({ expires_at: text.optional() }),
    );
    const { people, state } = call.services;
    const before = tokenOf(call);
    const user = state.users.get(before.userId)!;
    people.revokeToken(before);
    const { token, value } = people.createToken(user, {
      name: before.name,
      scopes: before.scopes,
      expiresAt: expiresAt ?? inDays(7),
    });
    call.status(200);
    return presentToken(token, value);
  });
}

/** `self` or an id; somebody else's token is only there for administrators. */
function tokenOf(call: ApiCall): AccessToken {
  const id = call.param('token_id');
  const { user } = call;
  const token = id === 'self' ? call.actor!.token : call.state.tokens.get(id);
  if (!token || (token.userId !== user.id && !user.admin)) {
    throw user.admin ? ApiError.notFound() : ApiError.unauthorized();
  }
  return token;
}

function requireAdmin(call: ApiCall) {
  if (!call.user.admin) {
    throw ApiError.forbidden();
  }
}

function inDays(days: number) {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
}
