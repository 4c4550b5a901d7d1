import type { Expression } from './Expression';
import { callFunction, isLazy } from './functions';
import {
  describe,
  HclError,
  isObject,
  ResourceValue,
  Unknown,
  type Value,
} from './Value';

/** What names mean. */
export interface Scope {
  /** @throws HclError when nothing has that name */
  lookup(name: string): Value;
  /** A function besides those of OpenTofu; undefined when there is none of that name. */
  call?(name: string, args: Value[]): Value | undefined;
}

/** @throws HclError */
export function evaluate(expression: Expression, scope: Scope): Value {
  switch (expression.kind) {
    case 'literal':
      return expression.value;
    case 'variable':
      return scope.lookup(expression.name);
    case 'element':
      return scope.lookup('*');
    case 'template':
      return join(expression.parts.map(part => evaluate(part, scope)));
    case 'attribute':
      return attributeOf(evaluate(expression.of, scope), expression.name);
    case 'index':
      return elementOf(
        evaluate(expression.of, scope),
        evaluate(expression.key, scope),
      );
    case 'splat':
      return splat(expression, scope);
    case 'list':
      return expression.items.map(item => evaluate(item, scope));
    case 'object':
      return Object.fromEntries(
        expression.entries.map(([key, value]) => [
          keyOf(evaluate(key, scope)),
          evaluate(value, scope),
        ]),
      );
    case 'unary':
      return unary(expression.operator, evaluate(expression.of, scope));
    case 'binary':
      return binary(expression, scope);
    case 'conditional': {
      const test = evaluate(expression.test, scope);
      if (test instanceof Unknown) {
        return new Unknown(`a choice by ${test.of}`);
      }
      return evaluate(test ? expression.then : expression.otherwise, scope);
    }
    case 'for':
      return comprehension(expression, scope);
    default:
      return call(expression, scope);
  }
}

/** A scope in which some more names have a meaning. */
export function within(scope: Scope, names: Record<string, Value>): Scope {
  return {
    lookup: name =>
      Object.hasOwn(names, name) ? names[name] : scope.lookup(name),
    call: scope.call?.bind(scope),
  };
}

function join(parts: Value[]): Value {
  if (parts.some(part => part instanceof Unknown)) {
    return new Unknown(
      parts
        .map(part => (part instanceof Unknown ? `<${part.of}>` : String(part)))
        .join(''),
    );
  }
  return parts
    .map(part => {
      if (part === null || typeof part === 'object') {
        throw new HclError(
          'Invalid template interpolation value',
          part === null
            ? 'The expression result is null. Cannot include a null value in a string template.'
            : 'Cannot include the given value in a string template: string required.',
        );
      }
      return String(part);
    })
    .join('');
}

function attributeOf(value: Value, name: string): Value {
  if (value instanceof ResourceValue) {
    const configured = value.configured(name);
    if (configured !== undefined) {
      return configured;
    }
  }
  if (value instanceof Unknown) {
    return new Unknown(`${value.of}.${name}`);
  }
  if (isObject(value) && Object.hasOwn(value, name)) {
    return value[name];
  }
  if (value === null) {
    throw new HclError(
      'Attempt to get attribute from null value',
      'This value is null, so it does not have any attributes.',
    );
  }
  throw new HclError(
    'Unsupported attribute',
    isObject(value)
      ? `This object does not have an attribute named "${name}".`
      : `This value does not have any attributes.`,
  );
}

function elementOf(value: Value, key: Value): Value {
  if (value instanceof Unknown || key instanceof Unknown) {
    return new Unknown(`${describe(value)}[${describe(key)}]`);
  }
  let found: Value | undefined;
  if (Array.isArray(value)) {
    found = value[Number(key)];
  } else if (isObject(value) && Object.hasOwn(value, String(key))) {
    found = value[String(key)];
  }
  if (found === undefined) {
    throw new HclError(
      'Invalid index',
      'The given key does not identify an element in this collection value.',
    );
  }
  return found;
}

function splat(
  { of, each }: Extract<Expression, { kind: 'splat' }>,
  scope: Scope,
): Value {
  const value = evaluate(of, scope);
  if (value instanceof Unknown) {
    return new Unknown(`${value.of}[*]`);
  }
  const items = [value].flat().filter(item => item !== null);
  return items.map(item => evaluate(each, within(scope, { '*': item })));
}

function unary(operator: string, value: Value): Value {
  if (value instanceof Unknown) {
    return new Unknown(`${operator}${value.of}`);
  }
  return operator === '!' ? !value : -Number(value);
}

function binary(
  { operator, left, right }: Extract<Expression, { kind: 'binary' }>,
  scope: Scope,
): Value {
  const one = evaluate(left, scope);
  const decided = { '&&': false, '||': true }[operator] ?? null;
  if (decided !== null && one === decided) {
    return decided;
  }
  const other = evaluate(right, scope);
  if (decided !== null && other === decided) {
    return decided;
  }
  if (one instanceof Unknown || other instanceof Unknown) {
    return new Unknown(`${describe(one)} ${operator} ${describe(other)}`);
  }
  return callFunction(operator, [one, other]);
}

function comprehension(
  expression: Extract<Expression, { kind: 'for' }>,
  scope: Scope,
): Value {
  const collection = evaluate(expression.collection, scope);
  if (collection instanceof Unknown) {
    return new Unknown(`a list by ${collection.of}`);
  }
  if (collection === null || typeof collection !== 'object') {
    throw new HclError(
      'Iteration over non-iterable value',
      'A value of this type cannot be used as the collection in a for expression.',
    );
  }
  const entries: Array<[Value, Value]> = Array.isArray(collection)
    ? collection.map((item, index) => [index, item])
    : Object.entries(collection).sort(([one], [other]) =>
        one < other ? -1 : 1,
      );
  const items: Value[] = [];
  const object: Record<string, Value> = {};
  for (const [key, item] of entries) {
    const { names } = expression;
    const inner = within(
      scope,
      names.length === 1
        ? { [names[0]]: item }
        : { [names[0]]: key, [names[1]]: item },
    );
    if (expression.condition && !evaluate(expression.condition, inner)) {
      continue;
    }
    const value = evaluate(expression.value, inner);
    if (!expression.key) {
      items.push(value);
      continue;
    }
    const name = keyOf(evaluate(expression.key, inner));
    if (!expression.grouped) {
      object[name] = value;
    } else {
      object[name] = [...((object[name] as Value[]) ?? []), value];
    }
  }
  return expression.key ? object : items;
}

function call(
  { name, args, spread }: Extract<Expression, { kind: 'call' }>,
  scope: Scope,
): Value {
  if (isLazy(name)) {
    return attempt(name, args, scope);
  }
  let values = args.map(arg => evaluate(arg, scope));
  if (spread) {
    const last = values.pop() ?? [];
    if (last instanceof Unknown) {
      return new Unknown(`${name}(${last.of}...)`);
    }
    values = [...values, ...(last as Value[])];
  }
  return scope.call?.(name, values) ?? callFunction(name, values);
}

/** `can` and `try`, which are about errors. */
function attempt(name: string, args: Expression[], scope: Scope): Value {
  for (const [index, arg] of args.entries()) {
    try {
      const value = evaluate(arg, scope);
      if (name === 'can') {
        return value instanceof Unknown ? value : true;
      }
      return value;
    } catch (error) {
      if (!(error instanceof HclError)) {
        throw error;
      }
      if (name === 'can') {
        return false;
      }
      if (index === args.length - 1) {
        throw error;
      }
    }
  }
  return null;
}

function keyOf(value: Value): string {
  if (value instanceof Unknown || value === null || typeof value === 'object') {
    throw new HclError(
      "Can't use this value as a key",
      'Keys of objects must be texts that are known before an apply.',
    );
  }
  return String(value);
}
