import type { FieldErrors } from '../errors/FieldErrors';
import { isRecord } from './decodeBuiltin';
import type { Schema } from './Schema';

/** Checks a custom resource against its definition, in the words of the API server. */
export function validateCustom(
  schema: Schema,
  value: Record<string, unknown>,
  errors: FieldErrors,
): void {
  for (const [name, field] of schema.fields ?? []) {
    if (name !== 'metadata' && value[name] !== undefined) {
      validate(field, value[name], name, errors);
    }
  }
  requireFields(schema, value, '', errors);
}

function requireFields(
  schema: Schema,
  value: Record<string, unknown>,
  path: string,
  errors: FieldErrors,
) {
  for (const name of schema.required ?? []) {
    if (value[name] === undefined) {
      errors.required(path ? `${path}.${name}` : name);
    }
  }
}

function validate(
  schema: Schema,
  value: unknown,
  path: string,
  errors: FieldErrors,
): void {
  if (value === null && schema.rules?.nullable) {
    return;
  }
  const expected = expectedType(schema);
  if (expected && !hasType(schema, value)) {
    const shown = jsonSchemaType(value);
    errors.typeInvalid(
      path,
      shown,
      `${path} in body must be of type ${expected}: ${JSON.stringify(shown)}`,
    );
    return;
  }
  validateRules(schema, value, path, errors);
  if (isRecord(value)) {
    requireFields(schema, value, path, errors);
    for (const [key, entry] of Object.entries(value)) {
      const field = schema.element ?? schema.fields?.get(key);
      if (field) {
        validate(field, entry, `${path}.${key}`, errors);
      }
    }
  } else if (Array.isArray(value) && schema.element) {
    value.forEach((entry, index) =>
      validate(schema.element!, entry, `${path}[${index}]`, errors),
    );
  }
}

function validateRules(
  schema: Schema,
  value: unknown,
  path: string,
  errors: FieldErrors,
) {
  const rules = schema.rules ?? {};
  if (rules.enum && !rules.enum.includes(value)) {
    errors.notSupported(path, value, rules.enum.map(String));
  }
  const say = (detail: string) =>
    errors.invalid(path, value, `${path} in body ${detail}`);
  if (typeof value === 'string') {
    if (rules.pattern && !new RegExp(rules.pattern).test(value)) {
      say(`should match '${rules.pattern}'`);
    }
    if (rules.minLength !== undefined && value.length < rules.minLength) {
      say(`should be at least ${rules.minLength} chars long`);
    }
    if (rules.maxLength !== undefined && value.length > rules.maxLength) {
      say(`should be at most ${rules.maxLength} chars long`);
    }
  }
  if (typeof value === 'number') {
    if (rules.minimum !== undefined && value < rules.minimum) {
      say(`should be greater than or equal to ${rules.minimum}`);
    }
    if (rules.maximum !== undefined && value > rules.maximum) {
      say(`should be less than or equal to ${rules.maximum}`);
    }
  }
  if (Array.isArray(value)) {
    if (rules.minItems !== undefined && value.length < rules.minItems) {
      say(`should have at least ${rules.minItems} items`);
    }
    if (rules.maxItems !== undefined && value.length > rules.maxItems) {
      say(`should have at most ${rules.maxItems} items`);
    }
  }
  validateAlternatives(schema, value, path, errors);
}

function validateAlternatives(
  schema: Schema,
  value: unknown,
  path: string,
  errors: FieldErrors,
) {
  if (!isRecord(value)) {
    return;
  }
  const matching = (alternatives: Array<{ required?: string[] }>) =>
    alternatives.filter(alternative =>
      (alternative.required ?? []).every(name => value[name] !== undefined),
    ).length;
  const { oneOf, anyOf } = schema.rules ?? {};
  if (oneOf && matching(oneOf) !== 1) {
    errors.invalid(
      path,
      value,
      `${path} in body must validate one and only one schema (oneOf)`,
    );
  }
  if (anyOf && matching(anyOf) === 0) {
    errors.invalid(
      path,
      value,
      `${path} in body must validate at least one schema (anyOf)`,
    );
  }
}

function expectedType(schema: Schema): string | undefined {
  switch (schema.type) {
    case 'int32':
    case 'int64':
      return 'integer';
    case 'double':
      return 'number';
    case 'list':
      return 'array';
    case 'map':
    case 'object':
      return 'object';
    case 'string':
    case 'boolean':
      return schema.type;
    case 'intOrString':
      return 'integer,string';
    default:
      return undefined;
  }
}

function hasType(schema: Schema, value: unknown): boolean {
  switch (schema.type) {
    case 'int32':
    case 'int64':
      return Number.isInteger(value);
    case 'double':
      return typeof value === 'number';
    case 'list':
      return Array.isArray(value);
    case 'map':
    case 'object':
      return isRecord(value);
    case 'intOrString':
      return Number.isInteger(value) || typeof value === 'string';
    default:
      return typeof value === schema.type;
  }
}

function jsonSchemaType(value: unknown): string {
  if (value === null) {
    return 'null';
  }
  if (Array.isArray(value)) {
    return 'array';
  }
  return Number.isInteger(value) ? 'integer' : typeof value;
}
