/**
 * Type of a value in an object, as far as the API server's machinery needs it: which fields exist, which are
 * required, and how lists and maps merge. Made of the built-in types or of a CustomResourceDefinition.
 */
export interface Schema {
  readonly type: SchemaType;
  /** Name of the type in messages, such as `DeploymentSpec`. */
  readonly typeName?: string;
  /** Of an object. Lazy, since types refer to themselves. */
  readonly fields?: ReadonlyMap<string, Schema>;
  readonly required?: readonly string[];
  /** Of the elements of a list or map. */
  readonly element?: Schema;
  /** Lists: how elements are told apart; atomic when absent. */
  readonly listType?: 'set' | 'map';
  readonly listKeys?: readonly string[];
  /** Maps and objects that are replaced as one. */
  readonly atomic?: boolean;
  /** Strategic merge of lists: by this key, or as a set of scalars when empty. Replaced when absent. */
  readonly patchKey?: string;
  /** Unknown fields are kept. */
  readonly open?: boolean;
  /** The OpenAPI schema of a custom resource, for its validation rules and defaults. */
  readonly rules?: CustomRules;
}

export type SchemaType =
  | 'object'
  | 'map'
  | 'list'
  | 'string'
  | 'int32'
  | 'int64'
  | 'double'
  | 'boolean'
  | 'quantity'
  | 'intOrString'
  | 'time'
  | 'bytes'
  | 'any';

/** The part of JSONSchemaProps that is checked. */
export interface CustomRules {
  nullable?: boolean;
  default?: unknown;
  enum?: unknown[];
  pattern?: string;
  format?: string;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  minProperties?: number;
  oneOf?: Array<{ required?: string[] }>;
  anyOf?: Array<{ required?: string[] }>;
}
