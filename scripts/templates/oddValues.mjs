import { fieldsOf, refusal, withDefaults } from './checkForm.mjs';

// Each breaks files that don't quote it.
const TEXTS = [
  `Checks "everybody" in: it's quick & <safe> # really`,
  'null',
  'off',
];

/**
 * Answers that people give and that authors don't think of, one field at a time; only those that the form allows.
 * @returns {{ field: string, odd: any, values: Record<string, any>, isText: boolean }[]}
 */
export function oddValues(template, values) {
  const base = withDefaults(template, values);
  return fieldsOf(template)
    .flatMap(([field, schema]) =>
      candidates(field, schema).map(odd => ({
        field,
        odd,
        isText: typeof odd === 'string' && !schema.enum,
        values: { ...base, [field]: odd },
      })),
    )
    .filter(({ values: given }) => refusal(template, given) === undefined);
}

function candidates(field, schema) {
  if (field === 'owner') {
    return ['group:default/off'];
  }
  if (schema.enum) {
    return schema.enum;
  }
  switch (schema.type) {
    case 'string':
      // A reference to an entity is chosen, not typed.
      return schema['ui:field'] ? [undefined] : [undefined, ...TEXTS];
    case 'integer':
    case 'number':
      return [undefined, schema.minimum, schema.maximum].filter(
        (value, index) => index === 0 || value !== undefined,
      );
    case 'boolean':
      return [undefined, true, false];
    default:
      return [undefined];
  }
}
