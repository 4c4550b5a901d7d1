import { evaluate, type Scope } from './evaluate';
import { ExpressionParser } from './ExpressionParser';
import { Unknown, type Value } from './Value';

const names: Record<string, Value> = {
  var: {
    name: 'orders',
    tags: { owner: 'booking' },
    pools: { a: { min: 1, spot: false }, b: { min: 0, spot: true } },
    ids: new Unknown('the ids'),
    none: null,
    space: '10.10.0.0/16',
  },
  each: { key: 'k', value: { type: 'Group' } },
};
const scope: Scope = { lookup: name => names[name] };
const value = (text: string) => evaluate(ExpressionParser.parse(text), scope);

describe('expressions of HCL', () => {
  it.each<[string, Value]>([
    ['1 + 2 * 3 == 7 && !(2 > 3)', true],
    ['"rg-${var.name}-${1 + 1}"', 'rg-orders-2'],
    ['"$${literal}"', '${literal}'],
    ['var.none == null ? [] : [var.none]', []],
    ['can(regex("^[a-z][a-z0-9-]{1,38}[a-z0-9]$", var.name))', true],
    ['can(regex("\\\\.b$", var.name))', false],
    ['try(length(var.tags["stack"]) > 0, false)', false],
    [
      'alltrue([for key in ["owner", "stack"] : try(length(var.tags[key]) > 0, false)])',
      false,
    ],
    [
      '{ for name, pool in var.pools : name => pool.min if !pool.spot }',
      { a: 1 },
    ],
    ['values(var.pools)[*].min', [1, 0]],
    ['[for pool in values(var.pools) : pool.min]', [1, 0]],
    [
      'merge({ a = 1, "b" = 2 }, { (var.name) = 3 })',
      { a: 1, b: 2, orders: 3 },
    ],
    ['flatten([["a"], [], ["b", "c"]])', ['a', 'b', 'c']],
    ['concat([for n in ["x", "y"] : [n]]...)', ['x', 'y']],
    ['contains(range(0, 7), 6)', true],
    ['cidrsubnet(var.space, 8, 17)', '10.10.17.0/24'],
    ['cidrsubnet(var.space, 4, 1)', '10.10.16.0/20'],
    ['cidrcontains("10.10.0.0/16", "10.11.0.1")', false],
    ['substr(replace("a-b-c", "-", ""), 0, 2)', 'ab'],
    ['coalesce(null, "", "x")', 'x'],
    ['one([])', null],
  ])('%s', (text, expected) => {
    expect(value(text)).toEqual(expected);
  });

  it('carries what is not known yet through an expression, and says of what', () => {
    expect(value('"${var.ids}/x"')).toEqual(new Unknown('<the ids>/x'));
    expect(value('length([var.ids])')).toBe(1);
    expect(value('can(regex("x", var.ids))')).toBeInstanceOf(Unknown);
    expect(value('false && var.ids')).toBe(false);
    expect(value('var.ids || true')).toBe(true);
    expect(value('some_function_of_tofu(1)')).toBeInstanceOf(Unknown);
  });

  it.each([
    ['var.tags.stack', 'This object does not have an attribute named "stack".'],
    ['var.none.x', 'This value is null'],
    ['regex("z", "a")', 'pattern did not match any part of the given string'],
    ['"a${var.none}"', 'Cannot include a null value in a string template.'],
    ['var.pools["c"]', 'does not identify an element'],
  ])('refuses %s', (text, message) => {
    expect(() => value(text)).toThrow(message);
  });
});
