import { parseQuantity } from './parseQuantity';

describe('parseQuantity', () => {
  it.each([
    ['0', 0],
    ['8', 8],
    ['500m', 0.5],
    ['1.5', 1.5],
    ['.5', 0.5],
    ['5.', 5],
    ['16Gi', 16 * 2 ** 30],
    ['1.5Gi', 1.5 * 2 ** 30],
    ['128Mi', 128 * 2 ** 20],
    ['10k', 10_000],
    ['2M', 2e6],
    ['3E', 3e18],
    ['12e3', 12_000],
    ['1E3', 1_000],
    ['2e-3', 0.002],
    ['250u', 0.00025],
    ['100n', 1e-7],
    ['-1', -1],
    [' 4 ', 4],
  ])('reads %s', (text, amount) => {
    expect(parseQuantity(text)).toBeCloseTo(amount, 12);
  });

  it.each(['', 'Gi', '1 Gi', '1KB', '1Xi', 'many', '0x10', '1e'])(
    'does not take "%s" for one',
    text => {
      expect(parseQuantity(text)).toBeUndefined();
    },
  );
});
