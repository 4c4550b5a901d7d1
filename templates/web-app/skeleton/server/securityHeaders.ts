/**
 * Headers of every answer. Scripts, styles and pictures come from this server alone; whoever needs another source adds it here, by name.
 *
 * @param apiUrl - address that the browser may call besides this one, or empty
 */
export function securityHeaders(apiUrl: string): Record<string, string> {
  const api = apiUrl ? ` ${new URL(apiUrl).origin}` : '';
  return {
    'content-security-policy': [
      "default-src 'self'",
      `connect-src 'self'${api}`,
      "img-src 'self' data:",
      "object-src 'none'",
      "base-uri 'none'",
      "form-action 'self'",
      "frame-ancestors 'none'",
    ].join('; '),
    'cross-origin-opener-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=()',
    'referrer-policy': 'strict-origin-when-cross-origin',
    'strict-transport-security': 'max-age=31536000',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
  };
}
