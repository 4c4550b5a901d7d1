import { evaluate } from '../hcl/evaluate';
import type { Expression } from '../hcl/Expression';
import { toSet } from '../hcl/functions';
import { isObject, Unknown, type Value } from '../hcl/Value';

/** A value that doesn't fit its type; the message says what is required, and where. */
export class ConversionError extends Error {
  override readonly name = 'ConversionError';
}

/**
 * A value as its type constraint wants it: numbers from texts, sets without repetition, optional attributes filled in.
 * @throws ConversionError
 */
export function convertValue(value: Value, type: Expression): Value {
  if (value === null || value instanceof Unknown) {
    return value;
  }
  if (type.kind === 'variable') {
    return convertPrimitive(value, type.name);
  }
  if (type.kind !== 'call') {
    throw new ConversionError('unsupported type constraint');
  }
  const [inner] = type.args;
  switch (type.name) {
    case 'list':
      return elements(value, inner, typeName(type));
    case 'set':
      return toSet(elements(value, inner, typeName(type)));
    case 'map':
      return Object.fromEntries(
        Object.entries(objectOf(value, typeName(type))).map(([key, each]) => [
          key,
          at(`element "${key}"`, () => convertValue(each, inner)),
        ]),
      );
    case 'object':
      return convertObject(value, inner);
    case 'tuple':
      return (value as Value[]).map((each, index) =>
        convertValue(each, (inner as any).items[index]),
      );
    default:
      throw new ConversionError(`unsupported type ${type.name}`);
  }
}

function convertPrimitive(value: Value, type: string): Value {
  if (type === 'any') {
    return value;
  }
  if (typeof value === 'object') {
    throw new ConversionError(`${type} required`);
  }
  if (type === 'string') {
    return String(value);
  }
  if (type === 'number') {
    const number = typeof value === 'boolean' ? NaN : Number(value);
    if (value === '' || Number.isNaN(number)) {
      throw new ConversionError('a number is required');
    }
    return number;
  }
  if (
    type !== 'bool' ||
    ![true, false, 'true', 'false'].includes(value as any)
  ) {
    throw new ConversionError('a bool is required');
  }
  return String(value) === 'true';
}

function elements(value: Value, type: Expression, name: string): Value[] {
  if (!Array.isArray(value)) {
    throw new ConversionError(`${name} required`);
  }
  return value.map((each, index) =>
    at(`element ${index}`, () => convertValue(each, type)),
  );
}

function objectOf(value: Value, name: string): Record<string, Value> {
  if (!isObject(value)) {
    throw new ConversionError(`${name} required`);
  }
  return value;
}

function convertObject(value: Value, type: Expression): Value {
  const given = objectOf(value, 'object');
  const result: Record<string, Value> = {};
  for (const [key, wanted] of (type as any).entries as Array<
    [Expression, Expression]
  >) {
    const name = String((key as any).value);
    const optional = wanted.kind === 'call' && wanted.name === 'optional';
    const [inner, fallback] = optional ? wanted.args : [wanted];
    if (Object.hasOwn(given, name)) {
      const converted = at(`attribute "${name}"`, () =>
        convertValue(given[name], inner),
      );
      result[name] =
        converted === null && fallback ? defaultOf(fallback, inner) : converted;
    } else if (optional) {
      result[name] = fallback ? defaultOf(fallback, inner) : null;
    } else {
      throw new ConversionError(`attribute "${name}" is required`);
    }
  }
  return result;
}

function defaultOf(expression: Expression, type: Expression): Value {
  return convertValue(evaluate(expression, { lookup: () => null }), type);
}

function at<T>(place: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof ConversionError) {
      throw new ConversionError(`${place}: ${error.message}`);
    }
    throw error;
  }
}

function typeName(type: Expression): string {
  if (type.kind === 'variable') {
    return type.name;
  }
  if (type.kind !== 'call') {
    return 'object';
  }
  return type.name === 'object'
    ? 'object'
    : `${type.name} of ${typeName(type.args[0])}`;
}
