/** Nano-units, so that `1n` is exact. */
type Nano = bigint;

const pattern =
  /^([+-]?)(\d+\.?\d*|\.\d+)(Ki|Mi|Gi|Ti|Pi|Ei|[numkMGTPE]|[eE][+-]?\d+)?$/;

const decimalExponents: Record<string, number> = {
  n: -9,
  u: -6,
  m: -3,
  '': 0,
  k: 3,
  M: 6,
  G: 9,
  T: 12,
  P: 15,
  E: 18,
};
const binarySuffixes = ['Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];
const one = 1_000_000_000n;

/** What the API server says of a quantity it can't read. */
export const quantityMessage =
  "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";

/** A Kubernetes quantity (`500m`, `1Gi`) in nano-units, or undefined when it is none. Fractions of a nano are rounded up. */
export function parseQuantity(text: unknown): Nano | undefined {
  const match = pattern.exec(String(text ?? ''));
  if (!match) {
    return undefined;
  }
  const [, sign, digits, suffix = ''] = match;
  const [whole, fraction = ''] = digits.split('.');
  const mantissa = BigInt(`${whole}${fraction}` || '0');
  const magnitude = scale(mantissa, suffix, fraction.length);
  return sign === '-' ? -magnitude : magnitude;
}

function scale(mantissa: bigint, suffix: string, decimals: number): Nano {
  const divisor = 10n ** BigInt(decimals);
  const power = binarySuffixes.indexOf(suffix);
  if (power >= 0) {
    return divideUp(mantissa * 1024n ** BigInt(power + 1) * one, divisor);
  }
  const exponent = (decimalExponents[suffix] ?? Number(suffix.slice(1))) + 9;
  return exponent >= 0
    ? divideUp(mantissa * 10n ** BigInt(exponent), divisor)
    : divideUp(mantissa, divisor * 10n ** BigInt(-exponent));
}

function divideUp(value: bigint, divisor: bigint): bigint {
  return (value + divisor - 1n) / divisor;
}

/** The form the API server stores: `0.5` is `500m`, `1024Mi` is `1Gi`. */
export function canonicalQuantity(text: unknown): string | undefined {
  const value = parseQuantity(text);
  if (value === undefined) {
    return undefined;
  }
  const source = String(text);
  if (/[eE][+-]?\d+$/.test(source)) {
    return source;
  }
  return formatQuantity(value, source.endsWith('i'));
}

/** Words nano-units with the largest suffix that needs no fraction. */
export function formatQuantity(value: Nano, binary = false): string {
  if (value === 0n) {
    return '0';
  }
  if (binary && value % one === 0n) {
    return formatBinary(value / one);
  }
  const suffixes = Object.entries(decimalExponents).reverse();
  for (const [suffix, exponent] of suffixes) {
    const unit = 10n ** BigInt(exponent + 9);
    if (value % unit === 0n) {
      return `${value / unit}${suffix}`;
    }
  }
  return `${value}n`;
}

function formatBinary(units: bigint): string {
  let rest = units;
  let power = 0;
  while (power < binarySuffixes.length && rest % 1024n === 0n) {
    rest /= 1024n;
    power += 1;
  }
  return `${rest}${power > 0 ? binarySuffixes[power - 1] : ''}`;
}
