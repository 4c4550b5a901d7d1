import type { UpstreamClient } from '../upstreams/UpstreamClient';
import type { Upstreams } from '../upstreams/Upstreams';

/** What a check of an instance found. */
export interface Finding {
  state: 'ok' | 'degraded' | 'down';
  problem?: string;
}

const DAY_MS = 24 * 60 * 60 * 1000;
const EXPIRY_WARNING_MS = 7 * DAY_MS;

/**
 * Asks an instance how it is, with the portal's credential.
 *
 * @throws UpstreamError when it can't be asked
 */
export async function probeUpstream(
  upstreams: Upstreams,
  { system, instance }: UpstreamClient,
  signal: AbortSignal,
): Promise<Finding> {
  switch (system) {
    case 'gitlab': {
      const { token } = await upstreams.gitlab(instance).health({ signal });
      const expires = token.expiresAt && Date.parse(token.expiresAt);
      return expires && expires - Date.now() < EXPIRY_WARNING_MS
        ? {
            state: 'degraded',
            problem: `The portal's token ends on ${token.expiresAt}`,
          }
        : { state: 'ok' };
    }
    case 'argocd': {
      const { user } = await upstreams.argocd(instance).health({ signal });
      return user.loggedIn
        ? { state: 'ok' }
        : {
            state: 'down',
            problem: "Argo CD does not accept the portal's token",
          };
    }
    case 'vault': {
      const health = await upstreams
        .vault(instance)
        .health({ paths: [] }, { signal });
      return health.sealed
        ? { state: 'down', problem: 'Vault is sealed' }
        : { state: 'ok' };
    }
    case 'kubernetes':
      await upstreams.kubernetes(instance).health({}, { signal });
      return { state: 'ok' };
    default:
      throw new Error(`Unknown system ${system satisfies never}`);
  }
}
