import { canonicalQuantity, formatQuantity, parseQuantity } from './Quantity';

describe('quantities', () => {
  it.each([
    ['1', 1_000_000_000n],
    ['100m', 100_000_000n],
    ['0.5', 500_000_000n],
    ['1Ki', 1_024_000_000_000n],
    ['1k', 1_000_000_000_000n],
    ['1e3', 1_000_000_000_000n],
    ['-2', -2_000_000_000n],
    ['.25', 250_000_000n],
    ['1.5Gi', 1_610_612_736_000_000_000n],
  ])('%s is read exactly', (text, nano) => {
    expect(parseQuantity(text)).toBe(nano);
  });

  it.each(['', 'abc', '1.2.3', '1 Gi', '5kB', undefined])(
    '%s is none',
    text => {
      expect(parseQuantity(text)).toBeUndefined();
    },
  );

  it.each([
    ['0.5', '500m'],
    ['1000m', '1'],
    ['1024Mi', '1Gi'],
    ['1500Mi', '1500Mi'],
    ['1.5Gi', '1536Mi'],
    ['2000', '2k'],
    ['0', '0'],
    ['128974848', '128974848'],
    ['1e3', '1e3'],
  ])('%s is stored as %s', (text, canonical) => {
    expect(canonicalQuantity(text)).toBe(canonical);
  });

  it('can be sums of memory', () => {
    const sum = parseQuantity('512Mi')! + parseQuantity('1.5Gi')!;
    expect(formatQuantity(sum, true)).toBe('2Gi');
  });
});
