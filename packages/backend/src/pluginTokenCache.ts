import {
  type PluginTokenHandler,
  pluginTokenHandlerDecoratorServiceRef,
} from '@backstage/backend-defaults/auth';
import { createServiceFactory } from '@backstage/backend-plugin-api';
import { decodeJwt } from 'jose';
import { LRUCache } from 'lru-cache';

/** How many tokens a plugin remembers, of each kind: a few targets for each person who is at work. */
const MAX_TOKENS = 1_000;

/** A token is handed out again only while it is good for this long, in milliseconds. */
const RESERVE_MS = 5 * 60_000;

/** How long a token that was found genuine counts as that, in milliseconds; never beyond its own end. */
const VERIFIED_FOR_MS = 60_000;

/**
 * Remembers the tokens with which plugins call each other. Signing and verifying one for each of the several calls behind
 * a request was a quarter of the portal's processor time when many people created services at once. A token says the
 * same whether it is signed again or not; that it names its user until its end is Backstage's own rule.
 */
export const pluginTokenCache = createServiceFactory({
  service: pluginTokenHandlerDecoratorServiceRef,
  deps: {},
  factory: () => rememberTokens,
});

/** @param inner - Backstage's handler of one plugin */
export function rememberTokens(inner: PluginTokenHandler): PluginTokenHandler {
  const issued = new LRUCache<string, { token: string }>({ max: MAX_TOKENS });
  type Verified = NonNullable<
    Awaited<ReturnType<PluginTokenHandler['verifyToken']>>
  >;
  const verified = new LRUCache<string, Verified>({ max: MAX_TOKENS });
  return {
    async issueToken(options) {
      const key = JSON.stringify([
        options.pluginId,
        options.targetPluginId,
        options.onBehalfOf?.limitedUserToken,
      ]);
      const known = issued.get(key);
      if (known) {
        return known;
      }
      const answer = await inner.issueToken(options);
      issued.set(key, answer, { ttl: ttlOf(answer.token, RESERVE_MS) });
      return answer;
    },
    async verifyToken(token) {
      const known = verified.get(token);
      if (known) {
        return known;
      }
      const answer = await inner.verifyToken(token);
      if (answer) {
        verified.set(token, answer, {
          ttl: Math.min(VERIFIED_FOR_MS, ttlOf(token, 0)),
        });
      }
      return answer;
    },
  };
}

/** Milliseconds until `reserve` before a token's end. At least one: zero would mean for ever. */
function ttlOf(token: string, reserve: number): number {
  const { exp = 0 } = decodeJwt(token);
  return Math.max(1, exp * 1000 - reserve - Date.now());
}
