import { formatQuantity, parseQuantity } from '../schema/Quantity';

type Draft = any;
type Amounts = Record<string, string>;

/** What a Pod takes: the sum of its containers, or its biggest init container where that is more. */
export function podResources(spec: Draft): {
  requests: Amounts;
  limits: Amounts;
} {
  return {
    requests: total(spec, 'requests'),
    limits: total(spec, 'limits'),
  };
}

function total(spec: Draft, kind: 'requests' | 'limits'): Amounts {
  const sums = new Map<string, bigint>();
  for (const container of spec.containers ?? []) {
    for (const [name, amount] of amounts(container, kind)) {
      sums.set(name, (sums.get(name) ?? 0n) + amount);
    }
  }
  for (const container of spec.initContainers ?? []) {
    for (const [name, amount] of amounts(container, kind)) {
      const sum = sums.get(name) ?? 0n;
      sums.set(
        name,
        container.restartPolicy === 'Always' || amount <= sum
          ? sum + (container.restartPolicy === 'Always' ? amount : 0n)
          : amount,
      );
    }
  }
  return Object.fromEntries(
    [...sums].map(([name, sum]) => [name, formatQuantity(sum, isBinary(name))]),
  );
}

/** Amounts of memory and storage are written with binary suffixes. */
export function isBinary(resource: string): boolean {
  return /memory|storage/.test(resource);
}

function amounts(
  container: Draft,
  kind: 'requests' | 'limits',
): Array<[string, bigint]> {
  return Object.entries(container.resources?.[kind] ?? {}).map(
    ([name, amount]) => [name, parseQuantity(amount) ?? 0n],
  );
}
