import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { ApiError } from '../ApiError';
import type { GitLabState } from '../state/GitLabState';
import type { AccessToken, TokenScope, User } from '../state/GitLabModel';

/** Who makes a request, and with which token. */
export interface Actor {
  user: User;
  token: AccessToken;
}

const lastUsedPrecisionMs = 10 * 60 * 1000;

/** Personal access tokens: who holds them, what they allow, and how GitLab answers when it refuses them. */
export class Authentication {
  constructor(private readonly state: GitLabState) {}

  /**
   * The holder of the token in the headers or the query; undefined when there is none.
   * @throws ApiError 401 when the token is unknown, expired or revoked, 403 when its user is blocked
   */
  fromRequest(
    headers: IncomingHttpHeaders,
    query: Record<string, unknown> = {},
  ): Actor | undefined {
    const header = headers['private-token'];
    const bearer = /^Bearer\s+(\S+)$/i.exec(headers.authorization ?? '')?.[1];
    const value =
      (Array.isArray(header) ? header[0] : header) ||
      bearer ||
      (typeof query.private_token === 'string' && query.private_token) ||
      (typeof query.access_token === 'string' && query.access_token);
    return value ? this.fromToken(value) : undefined;
  }

  /** The holder of a token. @throws ApiError as `fromRequest` does */
  fromToken(value: string): Actor {
    const token = this.state.tokens.first('digest', digestOf(value));
    const user = token && this.state.users.get(token.userId);
    if (!token || !user) {
      throw ApiError.unauthorized();
    }
    if (token.revoked) {
      throw invalidToken(
        'Token was revoked. You have to re-authorize from the user.',
      );
    }
    if (isExpired(token)) {
      throw invalidToken(
        'Token is expired. You can either do re-authorization or token refresh.',
      );
    }
    if (user.state === 'blocked') {
      throw ApiError.forbidden('Your account has been blocked.');
    }
    return { user, token: this.#touch(token) };
  }

  /** @throws ApiError 403 with GitLab's body unless the token has one of the scopes */
  requireScope(actor: Actor, scopes: TokenScope[]) {
    if (!scopes.some(scope => actor.token.scopes.includes(scope))) {
      throw new ApiError(403, {
        error: 'insufficient_scope',
        error_description:
          'The request requires higher privileges than provided by the access token.',
        scope: scopes.join(' '),
      });
    }
  }

  #touch(token: AccessToken) {
    const now = Date.now();
    if (
      token.lastUsedAt &&
      now - Date.parse(token.lastUsedAt) < lastUsedPrecisionMs
    ) {
      return token;
    }
    return this.state.tokens.update(token.id, {
      lastUsedAt: new Date(now).toISOString(),
    });
  }
}

/** How tokens are kept. */
export function digestOf(token: string) {
  return createHash('sha256').update(token).digest('hex');
}

export function isExpired(token: AccessToken, now = new Date()) {
  return (
    token.expiresAt !== null &&
    token.expiresAt <= now.toISOString().slice(0, 10)
  );
}

function invalidToken(description: string) {
  return new ApiError(401, {
    error: 'invalid_token',
    error_description: description,
  });
}
