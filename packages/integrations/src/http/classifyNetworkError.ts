import type { UpstreamFailure } from './mapUpstreamError';

/** Codes of problems before the first byte of the request was sent. */
const neverSent = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EHOSTDOWN',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** Turns what undici throws into a failure; undici nests the real cause. */
export function classifyNetworkError(error: unknown): UpstreamFailure {
  const code = codeOf(error) ?? 'connection failed';
  const tls = /CERT|SELF_SIGNED|UNABLE_TO_|ALTNAME|SSL|TLS/.test(code);
  return { kind: 'unreachable', code, sent: !tls && !neverSent.has(code) };
}

function codeOf(error: unknown): string | undefined {
  let current: any = error;
  for (let depth = 0; current && depth < 5; depth++) {
    if (typeof current.code === 'string') {
      return current.code;
    }
    // Several addresses were tried: the first one's problem stands for all.
    current = current.cause ?? current.errors?.[0];
  }
  return undefined;
}
