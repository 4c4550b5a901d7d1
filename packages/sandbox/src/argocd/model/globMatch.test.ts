import { globMatch } from './globMatch';

it.each<[string, string, string | undefined, boolean]>([
  ['*', 'a/b', undefined, true],
  ['shop-*', 'shop-dev', undefined, true],
  ['shop-*', 'bank-dev', undefined, false],
  ['http://git/*', 'http://git/a/b', '/', false],
  ['http://git/**', 'http://git/a/b', '/', true],
  ['{dev,staging}', 'staging', undefined, true],
  ['team-?', 'team-a', undefined, true],
  ['team-[ab]', 'team-c', undefined, false],
  ['a.b+(c)', 'a.b+(c)', undefined, true],
  ['a.b', 'axb', undefined, false],
])('%s and %s, separated by %s: %s', (pattern, value, separator, expected) => {
  expect(globMatch(pattern, value, separator)).toBe(expected);
});
