import type { Value } from './Value';

type Fail = (name: string, detail: string) => never;

/** Arithmetic of IPv4 addresses. */
export function cidrFunctions(
  fail: Fail,
): Record<string, (...args: any[]) => Value> {
  const parse = (name: string, prefix: string) => {
    const [address, length] = String(prefix).split('/');
    const parts = address.split('.').map(Number);
    const bits = Number(length);
    const valid =
      parts.length === 4 &&
      parts.every(part => Number.isInteger(part) && part >= 0 && part <= 255) &&
      length !== undefined &&
      Number.isInteger(bits) &&
      bits >= 0 &&
      bits <= 32;
    if (!valid) {
      return fail(name, `invalid CIDR expression: ${prefix}`);
    }
    const size = 2 ** (32 - bits);
    const number = parts.reduce((sum, part) => sum * 256 + part, 0);
    return { bits, size, network: Math.floor(number / size) * size };
  };
  const text = (number: number) =>
    [24, 16, 8, 0]
      .map(shift => Math.floor(number / 2 ** shift) % 256)
      .join('.');

  return {
    cidrsubnet: (prefix: string, more: number, index: number) => {
      const { bits, network } = parse('cidrsubnet', prefix);
      const length = bits + more;
      if (length > 32 || index >= 2 ** more) {
        return fail(
          'cidrsubnet',
          `prefix extension of ${more} does not accommodate a subnet numbered ${index}`,
        );
      }
      return `${text(network + index * 2 ** (32 - length))}/${length}`;
    },
    cidrhost: (prefix: string, index: number) => {
      const { network, size } = parse('cidrhost', prefix);
      const at = index < 0 ? size + index : index;
      return at >= size || at < 0
        ? fail(
            'cidrhost',
            `prefix of ${prefix} does not accommodate a host numbered ${index}`,
          )
        : text(network + at);
    },
    cidrnetmask: (prefix: string) =>
      text(2 ** 32 - parse('cidrnetmask', prefix).size),
    cidrcontains: (prefix: string, inner: string) => {
      const outer = parse('cidrcontains', prefix);
      const { network, size } = parse(
        'cidrcontains',
        inner.includes('/') ? inner : `${inner}/32`,
      );
      return (
        network >= outer.network && network + size <= outer.network + outer.size
      );
    },
  };
}
