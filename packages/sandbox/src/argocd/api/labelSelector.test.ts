import { parseSelector } from './labelSelector';

const labels = { team: 'shop', 'runway.aerq.io/environment': 'dev' };

it.each([
  ['', true],
  ['team=shop', true],
  ['team==shop,runway.aerq.io/environment=dev', true],
  ['team!=shop', false],
  ['other!=shop', true],
  ['team in (shop, bank)', true],
  ['team notin (shop),team', false],
  ['runway.aerq.io/environment', true],
  ['!team', false],
])('%s: %s', (selector, expected) => {
  expect(parseSelector(selector)(labels)).toBe(expected);
});

it('refuses what is no selector', () => {
  expect(() => parseSelector('a=b=c')).toThrow('unable to parse requirement');
});
