import type { Response } from 'undici';
import type { UpstreamRequest } from './UpstreamRequest';

/** Only reads follow a redirect, and only within the instance: elsewhere the credential must not go. */
export function redirectTarget(
  request: UpstreamRequest<unknown>,
  response: Response,
  from: URL,
): URL | undefined {
  const location = response.headers.get('location');
  if (
    request.method !== 'GET' ||
    response.status < 301 ||
    response.status > 308 ||
    !location ||
    !URL.canParse(location, from.href)
  ) {
    return undefined;
  }
  const target = new URL(location, from);
  return target.origin === from.origin ? target : undefined;
}
