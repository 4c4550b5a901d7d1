import type { CustomRules, Schema, SchemaType } from './Schema';
import { typeSchema } from './builtinSchemas';

/** The part of an `openAPIV3Schema` that is read here. */
export interface JsonSchemaProps extends CustomRules {
  type?: string;
  properties?: Record<string, JsonSchemaProps>;
  required?: string[];
  items?: JsonSchemaProps;
  additionalProperties?: boolean | JsonSchemaProps;
  'x-kubernetes-preserve-unknown-fields'?: boolean;
  'x-kubernetes-int-or-string'?: boolean;
  'x-kubernetes-embedded-resource'?: boolean;
  'x-kubernetes-list-type'?: string;
  'x-kubernetes-list-map-keys'?: string[];
  'x-kubernetes-map-type'?: string;
}

const ruleNames = [
  'nullable',
  'default',
  'enum',
  'pattern',
  'format',
  'minimum',
  'maximum',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'minProperties',
  'oneOf',
  'anyOf',
] as const satisfies Array<keyof CustomRules>;

const openSchema: Schema = { type: 'any', open: true };

/** Schema of a custom resource; everything is allowed below `spec` and `status` when the definition says nothing. */
export function customResourceSchema(props: JsonSchemaProps): Schema {
  const root = customSchema(props);
  return {
    ...root,
    type: 'object',
    fields: new Map([
      ...(root.fields ?? []),
      ['apiVersion', { type: 'string' }],
      ['kind', { type: 'string' }],
      ['metadata', typeSchema('meta.v1.ObjectMeta')],
    ]),
  };
}

function customSchema(props: JsonSchemaProps): Schema {
  const rules = pickRules(props);
  const open = props['x-kubernetes-preserve-unknown-fields'] === true;
  if (props['x-kubernetes-int-or-string']) {
    return { type: 'intOrString', rules };
  }
  if (props.type === 'array') {
    return listSchema(props, rules);
  }
  if (props.type === 'object' || props.properties) {
    return objectSchema(props, rules, open);
  }
  const types: Record<string, SchemaType> = {
    string: 'string',
    integer: 'int64',
    number: 'double',
    boolean: 'boolean',
  };
  const type = types[props.type ?? ''];
  return type ? { type, rules } : { ...openSchema, rules };
}

function objectSchema(
  props: JsonSchemaProps,
  rules: CustomRules,
  open: boolean,
): Schema {
  const atomic = props['x-kubernetes-map-type'] === 'atomic';
  if (!props.properties) {
    if (typeof props.additionalProperties === 'object') {
      return {
        type: 'map',
        element: customSchema(props.additionalProperties),
        atomic,
        rules,
      };
    }
    if (open || props.additionalProperties === true) {
      return { ...openSchema, atomic, rules };
    }
  }
  return {
    type: 'object',
    fields: new Map(
      Object.entries(props.properties ?? {}).map(([name, field]) => [
        name,
        customSchema(field),
      ]),
    ),
    required: props.required ?? [],
    open: open || props['x-kubernetes-embedded-resource'] === true,
    atomic,
    rules,
  };
}

function listSchema(props: JsonSchemaProps, rules: CustomRules): Schema {
  const listType = props['x-kubernetes-list-type'];
  return {
    type: 'list',
    element: props.items ? customSchema(props.items) : openSchema,
    rules,
    ...(listType === 'set' || listType === 'map' ? { listType } : {}),
    ...(listType === 'map'
      ? { listKeys: props['x-kubernetes-list-map-keys'] ?? [] }
      : {}),
  };
}

function pickRules(props: JsonSchemaProps): CustomRules {
  return Object.fromEntries(
    ruleNames
      .filter(name => props[name] !== undefined)
      .map(name => [name, props[name]]),
  );
}
