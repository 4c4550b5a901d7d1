const suffixes: Record<string, number> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

const holders = new Set([
  'requests',
  'limits',
  'hard',
  'capacity',
  'default',
  'defaultRequest',
  'max',
  'min',
  'maxLimitRequestRatio',
  'averageValue',
  'sizeLimit',
  'divisor',
  'value',
]);

/** Whether a field holds a Kubernetes quantity such as `500m`. */
export function isQuantityPath(path: string[]): boolean {
  return path.slice(-2).some(part => holders.has(part));
}

/** Whether two quantities are the same amount: `1000m` and `1`. */
export function sameQuantity(a: string, b: string): boolean {
  const amounts = [a, b].map(parse);
  return (
    amounts[0] !== undefined &&
    amounts[1] !== undefined &&
    Math.abs(amounts[0] - amounts[1]) <= Math.abs(amounts[0]) * 1e-9
  );
}

function parse(text: string): number | undefined {
  const match = /^([+-]?[0-9.]+)(?:([eE][+-]?[0-9]+)|([a-zA-Z]*))$/.exec(text);
  if (!match) {
    return undefined;
  }
  const factor = match[2]
    ? 10 ** Number(match[2].slice(1))
    : suffixes[match[3]];
  const amount = Number(match[1]) * (factor ?? NaN);
  return Number.isNaN(amount) ? undefined : amount;
}
