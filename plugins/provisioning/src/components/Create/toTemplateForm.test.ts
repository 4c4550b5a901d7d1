import { extractSchemaFromStep } from '@backstage/plugin-scaffolder-react/alpha';
import type { JsonObject } from '@backstage/types';
import { explainFormErrors, isUnfinishedName } from './explainFormErrors';
import { toTemplateForm } from './toTemplateForm';

function parse(title: string, schema: JsonObject) {
  return { title, mergedSchema: schema, ...extractSchemaFromStep(schema) };
}

const form = toTemplateForm([
  parse('Service', {
    required: ['name', 'mail'],
    properties: {
      name: {
        type: 'string',
        pattern: '^(?!legacy-)',
        errorMessage: { pattern: 'Names like this belong to the platform.' },
        'ui:field': 'EntityNamePicker',
      },
      mail: { type: 'string', title: 'Contact', format: 'email' },
      token: { type: 'string', 'ui:field': 'Secret' },
    },
  }),
  parse('Runtime', {
    required: ['replicas'],
    properties: {
      replicas: { type: 'number', title: 'Replicas', maximum: 5 },
      code: {
        type: 'string',
        pattern: '^[A-Z]{3}$',
        errorMessage: { pattern: 'Use three capitals, for example FRA.' },
      },
      password: { type: 'string', 'ui:widget': 'password' },
    },
  }),
]);

const messages = (values: JsonObject) =>
  Object.fromEntries(
    Object.entries(explainFormErrors(form, values)).map(([field, error]) => [
      field,
      (error as { __errors?: string[] }).__errors,
    ]),
  );

describe('toTemplateForm', () => {
  it('makes one form of all pages and remembers which field belongs to which', () => {
    expect(form.schema.required).toEqual(['name', 'mail', 'replicas']);
    expect(form.sections.map(({ title, fields }) => [title, fields])).toEqual([
      ['Service', ['name', 'mail', 'token']],
      ['Runtime', ['replicas', 'code', 'password']],
    ]);
  });

  it('knows which values must not be stored', () => {
    expect(form.secretFields).toEqual(['token', 'password']);
  });

  it('takes the name into its own hands', () => {
    expect(form.uiSchema.name).not.toHaveProperty('ui:field');
  });
});

describe('explainFormErrors', () => {
  it('finds nothing wrong with complete values', () => {
    expect(
      messages({ name: 'check-in-api', mail: 'a@example.com', replicas: 2 }),
    ).toEqual({});
  });

  it('says what to do instead of quoting the schema', () => {
    expect(messages({ mail: 'nobody', replicas: 9, code: 'fra' })).toEqual({
      name: ['Enter a name for the service.'],
      mail: ['Enter an e-mail address, for example mika@example.com.'],
      replicas: ['Enter 5 or less.'],
      code: ['Use three capitals, for example FRA.'],
    });
    expect(messages({ name: 'check-in-api' })).toEqual({
      mail: ['Fill in "Contact".'],
      replicas: ['Fill in "Replicas".'],
    });
  });

  it.each([
    ['Check-In', /lower-case/],
    ['check_in', /only the letters/],
    ['über-api', /only the letters/],
    ['$(reboot)', /only the letters/],
    ['a'.repeat(41), /at most 40/],
    ['check--in', /single hyphens/],
  ])('refuses the name %s', (name, expected) => {
    expect(messages({ name }).name).toEqual([expect.stringMatching(expected)]);
  });
});

it('adds what the template asks of a name', () => {
  expect(messages({ name: 'legacy-cabin' }).name).toEqual([
    'Names like this belong to the platform.',
  ]);
});

describe('isUnfinishedName', () => {
  it.each([
    ['', true],
    ['ch', true],
    ['check-', true],
    ['1', false],
    ['Ch', false],
    ['check-in', false],
  ])('%s: %s', (name, expected) => {
    expect(isUnfinishedName(name)).toBe(expected);
  });
});
