const UNITS: Record<string, number> = {
  ns: 1e-9,
  us: 1e-6,
  µs: 1e-6,
  ms: 1e-3,
  s: 1,
  m: 60,
  h: 3600,
  d: 86400,
};

/**
 * Seconds of a duration as Vault accepts it: a number of seconds, or a Go duration such as `1h30m`. May be negative.
 * @returns undefined when it is neither
 */
export function parseDuration(value: unknown): number | undefined {
  if (typeof value === 'number' && Number.isFinite(value)) {
    return Math.trunc(value);
  }
  if (typeof value !== 'string') {
    return undefined;
  }
  const text = value.trim();
  if (text === '') {
    return 0;
  }
  if (/^-?\d+$/.test(text)) {
    return Number(text);
  }
  const parts = /^([-+]?)((?:\d+(?:\.\d+)?(?:ns|us|µs|ms|s|m|h|d))+)$/.exec(
    text,
  );
  if (!parts) {
    return undefined;
  }
  let seconds = 0;
  for (const [, amount, unit] of parts[2].matchAll(/([\d.]+)([a-zµ]+)/g)) {
    seconds += Number(amount) * UNITS[unit];
  }
  return Math.trunc(parts[1] === '-' ? -seconds : seconds);
}

/** A duration in Go's notation: `0s`, `1h0m0s`. */
export function formatDuration(seconds: number): string {
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  const rest = `${seconds % 60}s`;
  if (hours > 0) {
    return `${hours}h${minutes}m${rest}`;
  }
  return minutes > 0 ? `${minutes}m${rest}` : rest;
}
