import type { UpstreamResponse } from './UpstreamRequest';

const longest = 500;

/**
 * Takes what an upstream says about a failure out of its answer. Understands the shapes of GitLab (`message`, `error`),
 * Argo CD (`message`), Vault (`errors`) and Kubernetes (`message`); web pages of proxies are left out.
 */
export function upstreamMessage(
  response: UpstreamResponse,
): string | undefined {
  const type = response.headers['content-type'] ?? '';
  const text = response.body.subarray(0, 64 * 1024).toString('utf8');
  if (type.includes('json')) {
    try {
      return shorten(describe(JSON.parse(text)));
    } catch {
      return undefined;
    }
  }
  return type.startsWith('text/plain') ? shorten(text) : undefined;
}

/** Removes credentials in URLs; withholds the message when it repeats a secret. */
export function withoutSecrets(
  message: string | undefined,
  secrets: readonly string[],
): string | undefined {
  if (!message) {
    return message;
  }
  if (secrets.some(secret => secret !== '' && message.includes(secret))) {
    return '(its message is withheld: it repeats a secret value)';
  }
  return message.replace(/(\w+:\/\/)[^\s/@]+@/g, '$1');
}

function describe(body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null) {
    return undefined;
  }
  const { message, error, error_description, errors } = body as Record<
    string,
    unknown
  >;
  for (const candidate of [message, error_description, error, errors]) {
    const flat = flatten(candidate);
    if (flat) {
      return flat;
    }
  }
  return undefined;
}

/** GitLab answers `{path: ['has already been taken']}`, Vault a list of lines. */
function flatten(value: unknown): string {
  if (typeof value === 'string') {
    return value;
  }
  if (Array.isArray(value)) {
    return value.map(flatten).filter(Boolean).join(', ');
  }
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value)
      .map(([field, problem]) => `${field} ${flatten(problem)}`.trim())
      .join('; ');
  }
  return '';
}

function shorten(text: string | undefined): string | undefined {
  const line = text?.replace(/\s+/g, ' ').trim();
  if (!line) {
    return undefined;
  }
  return line.length > longest ? `${line.slice(0, longest - 1)}…` : line;
}
