import type { JsonObject } from '@backstage/types';
import type { ErrorSchema, RJSFSchema, RJSFValidationError } from '@rjsf/utils';
import { customizeValidator } from '@rjsf/validator-ajv8';
import { explainServiceName } from '@runway/plugin-provisioning-common';
import { NAME_FIELD, type TemplateForm } from './toTemplateForm';

/** Checks values against a template's schema; compiles each schema once. */
export const formValidator = customizeValidator();

const FORMATS: Record<string, string> = {
  email: 'Enter an e-mail address, for example mika@example.com.',
  uri: 'Enter a web address, for example https://example.com.',
  date: 'Enter a date, for example 2026-11-22.',
};

function fieldSchema(
  form: TemplateForm,
  property: string,
): { field: string; schema: RJSFSchema } {
  const field = property.replace(/^\./, '').split(/[.[]/)[0];
  return {
    field,
    schema: (form.schema.properties?.[field] ?? {}) as RJSFSchema,
  };
}

/** Says what is wrong with a value in words a person can act on, instead of in JSON Schema's. */
function explain(form: TemplateForm, error: RJSFValidationError): string {
  const { field, schema } = fieldSchema(form, error.property ?? '');
  const own = schema.errorMessage as
    | string
    | Record<string, string>
    | undefined;
  const fromTemplate = typeof own === 'string' ? own : own?.[error.name ?? ''];
  if (fromTemplate) {
    return fromTemplate;
  }
  const limit = error.params?.limit;
  switch (error.name) {
    case 'required':
    case 'type':
      return `Fill in "${schema.title ?? field}".`;
    case 'minLength':
      return limit === 1
        ? `Fill in "${schema.title ?? field}".`
        : `Use at least ${limit} characters.`;
    case 'maxLength':
      return `Use at most ${limit} characters.`;
    case 'minimum':
      return `Enter ${limit} or more.`;
    case 'maximum':
      return `Enter ${limit} or less.`;
    case 'enum':
    case 'const':
      return 'Choose one of the options.';
    case 'format':
      return FORMATS[error.params?.format] ?? 'This has the wrong form.';
    case 'pattern':
      return 'This has the wrong form. The description below says what is expected.';
    default:
      return error.message ?? 'This value is not accepted.';
  }
}

/**
 * Checks all values of a form.
 *
 * @returns the errors by field, as the form shows them; empty when the form is complete
 */
export function explainFormErrors(
  form: TemplateForm,
  values: JsonObject,
): ErrorSchema {
  const { errorSchema } = formValidator.validateFormData(
    values,
    form.schema,
    undefined,
    errors =>
      errors.map(error => ({ ...error, message: explain(form, error) })),
  );
  const errors = { ...errorSchema } as Record<string, ErrorSchema>;
  delete errors.__errors;
  if (form.schema.properties?.[NAME_FIELD]) {
    const name = values[NAME_FIELD];
    const problem = explainServiceName(typeof name === 'string' ? name : '');
    // What no service may be called goes before what the template doesn't like.
    if (problem) {
      errors[NAME_FIELD] = { __errors: [problem] } as ErrorSchema;
    }
  }
  return errors as ErrorSchema;
}

/** Whether a name is merely not finished yet: no reason to complain while the person is typing. */
export function isUnfinishedName(name: unknown): boolean {
  return (
    typeof name !== 'string' ||
    name.length === 0 ||
    (/^[a-z][a-z0-9-]*$/.test(name) && (name.length < 3 || name.endsWith('-')))
  );
}
