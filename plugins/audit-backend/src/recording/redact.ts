import type { JsonObject, JsonValue } from '@backstage/types';

const REDACTED = '[redacted]';
const MAX_DEPTH = 6;
const MAX_ITEMS = 50;
const MAX_TEXT = 1_000;
const MAX_JSON_BYTES = 8_192;

const SECRET_KEY =
  /secret|token|passw|passphrase|authorization|cookie|credential|private.?key|api.?key|access.?key|signature|session/i;

/** Values that are secrets wherever they stand. The first group is kept. */
const SECRET_VALUES: RegExp[] = [
  // PEM
  /()-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
  // https://user:password@host
  /(:\/\/)[^\s/@:]*:[^\s/@]+(?=@)/g,
  // ?token=..., password: ...
  /([\w-]*(?:secret|token|passw(?:or)?d|authorization|api[-_]?key|access[-_]?key|signature)["']?\s*[=:]\s*["']?)(?!\[redacted\])(?:(?:bearer|basic)\s+)?[^\s"'&,;]+/gi,
  /(\b(?:bearer|basic)\s+)[\w.~+/=-]{8,}/gi,
  // JSON Web Token
  /()\beyJ[\w-]{8,}\.[\w-]+(?:\.[\w-]*)?/g,
  // GitLab, GitHub, Vault, Slack, AWS
  /()\b(?:gl[a-z]{1,6}-|gh[a-z]_|github_pat_|hv[sbr]\.|xox[a-z]-|AKIA)[\w-]{12,}/g,
];

/** The text without what looks like a secret, cut to `max` characters; without characters that a database refuses. */
export function redactText(text: string, max = MAX_TEXT): string {
  // Cutting first bounds the work; a secret that is cut through is still recognised by its beginning.
  const bounded = text.slice(0, max * 2).replaceAll('\0', '');
  const clean = SECRET_VALUES.reduce(
    (current, pattern) => current.replace(pattern, `$1${REDACTED}`),
    bounded,
  );
  return clean.length > max ? `${clean.slice(0, max - 1)}…` : clean;
}

/**
 * What a plugin said about an event, without what looks like a secret by its name or value, bounded in depth, number and
 * length. What is larger than 8 KiB as JSON afterwards keeps its short values only.
 */
export function redactMeta(meta: JsonObject): JsonObject {
  const clean = redactValue(meta, 0) as JsonObject;
  if (Buffer.byteLength(JSON.stringify(clean)) <= MAX_JSON_BYTES) {
    return clean;
  }
  const short = Object.entries(clean).filter(
    ([, value]) => JSON.stringify(value).length <= 100,
  );
  return { ...Object.fromEntries(short), truncated: true };
}

function redactValue(value: unknown, depth: number): JsonValue {
  if (typeof value === 'string') {
    return redactText(value);
  }
  if (typeof value === 'number' || typeof value === 'boolean') {
    return value;
  }
  if (typeof value !== 'object' || value === null) {
    return null;
  }
  if (depth === MAX_DEPTH) {
    return '…';
  }
  if (Array.isArray(value)) {
    return value.slice(0, MAX_ITEMS).map(item => redactValue(item, depth + 1));
  }
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .slice(0, MAX_ITEMS)
      .map(([key, item]) => [
        redactText(key, 100),
        SECRET_KEY.test(key) ? REDACTED : redactValue(item, depth + 1),
      ]),
  );
}
