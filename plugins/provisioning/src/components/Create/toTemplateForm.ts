import type { ParsedTemplateSchema } from '@backstage/plugin-scaffolder-react/alpha';
import type { JsonObject } from '@backstage/types';
import type { RJSFSchema, UiSchema } from '@rjsf/utils';

/** By convention every template asks for these two: `provisioning-backend` refuses values without them. */
export const NAME_FIELD = 'name';
export const OWNER_FIELD = 'owner';

const SECRET_FIELD = 'Secret';
const MERGED_LISTS = ['required', 'allOf', 'anyOf', 'oneOf'] as const;
const MERGED_OBJECTS = ['properties', 'dependencies', 'definitions'] as const;

/** A part of the form under a heading of its own. */
export interface FormSection {
  title: string;
  description?: string;
  fields: string[];
}

/** All pages of a template's parameters as one form. */
export interface TemplateForm {
  schema: RJSFSchema;
  uiSchema: UiSchema;
  /** As the template has it: `ui:` options still inside. The scaffolder's own validators want it so. */
  mergedSchema: JsonObject;
  sections: FormSection[];
  /** Fields whose values must not be kept in the browser. */
  secretFields: string[];
}

/** Puts the pages of a template's parameters together: the wizard shows them at once. */
export function toTemplateForm(steps: ParsedTemplateSchema[]): TemplateForm {
  const uiSchema: UiSchema = Object.assign({}, ...steps.map(s => s.uiSchema));
  const schema = mergeSchemas(steps.map(step => step.schema)) as RJSFSchema;
  if (uiSchema[NAME_FIELD]) {
    // Plain text: the wizard says itself, and sooner, what is wrong with a name.
    const { 'ui:field': _replaced, ...options } = uiSchema[NAME_FIELD];
    uiSchema[NAME_FIELD] = { 'ui:autocomplete': 'off', ...options };
  }
  return {
    schema,
    uiSchema,
    mergedSchema: mergeSchemas(steps.map(step => step.mergedSchema)),
    sections: steps.map(({ title, description, schema: { properties } }) => ({
      title,
      description,
      fields: Object.keys((properties ?? {}) as JsonObject),
    })),
    secretFields: Object.keys(schema.properties ?? {}).filter(
      name =>
        uiSchema[name]?.['ui:field'] === SECRET_FIELD ||
        uiSchema[name]?.['ui:widget'] === 'password',
    ),
  };
}

function mergeSchemas(schemas: JsonObject[]): JsonObject {
  const merged: JsonObject = { type: 'object' };
  for (const key of MERGED_OBJECTS) {
    const parts = schemas.map(schema => schema[key]).filter(Boolean);
    if (parts.length > 0) {
      merged[key] = Object.assign({}, ...parts);
    }
  }
  for (const key of MERGED_LISTS) {
    const parts = schemas.flatMap(
      schema => (schema[key] as JsonObject[]) ?? [],
    );
    if (parts.length > 0) {
      merged[key] = parts;
    }
  }
  return merged;
}
