import type { ConfigApi, DiscoveryApi } from '@backstage/frontend-plugin-api';

const PATIENCE_MS = 8_000;

/**
 * Asks the backend for the way to the provider without following it: leaving the page must not end on a bare error
 * document when the provider is down.
 *
 * @throws with the backend's reason
 */
export async function assertProviderAnswers(options: {
  configApi: ConfigApi;
  discoveryApi: DiscoveryApi;
}): Promise<void> {
  const baseUrl = await options.discoveryApi.getBaseUrl('auth');
  const query = new URLSearchParams({
    env:
      options.configApi.getOptionalString('auth.environment') ?? 'development',
    scope: 'openid',
    origin: window.location.origin,
  });
  const response = await fetch(`${baseUrl}/oidc/start?${query}`, {
    redirect: 'manual',
    credentials: 'include',
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  if (response.type === 'opaqueredirect' || response.ok) {
    return;
  }
  const body = await response.json().catch(() => undefined);
  throw new Error(
    body?.error?.message ?? `The sign-in answered with ${response.status}`,
  );
}
