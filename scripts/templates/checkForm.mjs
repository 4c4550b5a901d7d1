import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { root } from '../lib/toolchain.mjs';
import { assertNone } from './assertNone.mjs';
import { acceptValues } from './planExample.mjs';
import { portalCode } from './portalCode.mjs';

const require = createRequire(join(root, 'plugins/provisioning/package.json'));
/** What a later action needs, an earlier one made. */
const ORDER = [
  'runway:repository:publish',
  'runway:vault:provision',
  'runway:gitops:commit',
  'runway:pipeline:wait',
  'runway:argocd:wait',
  'runway:catalog:register',
];
const CREATE = 'plugins/provisioning/src/components/Create';

/** Pages of the form. */
export const pagesOf = ({ entity }) => [entity.spec.parameters ?? []].flat();

/** Every field of the form: [name, schema]. */
export const fieldsOf = template =>
  pagesOf(template).flatMap(page => Object.entries(page.properties ?? {}));

/** All pages as the wizard puts them together. */
export function wizardForm(template) {
  const { toTemplateForm } = portalCode(`${CREATE}/toTemplateForm.ts`);
  return toTemplateForm(
    pagesOf(template).map(page => ({
      title: page.title,
      schema: page,
      mergedSchema: page,
      uiSchema: {},
    })),
  );
}

/** The values with the form's defaults, as the wizard sends them. */
export function withDefaults(template, values) {
  const { formValidator } = portalCode(`${CREATE}/explainFormErrors.ts`);
  const { getDefaultFormState } = require('@rjsf/utils');
  const { schema } = wizardForm(template);
  // A choice that there is not would be replaced by the default; here it has to be refused.
  return {
    ...getDefaultFormState(formValidator, schema, values, schema),
    ...values,
  };
}

/** What the wizard shows at the fields: `<name> (<title>): <message>`. */
export function shownErrors(template, values) {
  const { explainFormErrors } = portalCode(`${CREATE}/explainFormErrors.ts`);
  const form = wizardForm(template);
  return Object.entries(explainFormErrors(form, values)).flatMap(
    ([field, error]) =>
      messagesOf(error).map(
        message =>
          `${field} (${
            form.schema.properties?.[field]?.title ?? 'no title'
          }): ${message}`,
      ),
  );
}

function messagesOf({ __errors = [], ...nested }) {
  return [...__errors, ...Object.values(nested).flatMap(messagesOf)];
}

/** What the portal's backend says against values, if anything. */
export function refusal(template, values) {
  try {
    acceptValues(template, values);
    return undefined;
  } catch (error) {
    return error.message;
  }
}

/**
 * The form: an entity that the catalog takes, fields that explain themselves, examples that wizard and backend accept, bad
 * examples that both refuse with a message that helps.
 */
export async function checkForm({ report, template }) {
  const check = (title, work) =>
    report.check(template.name, 'form', title, work);
  await check('template.yaml is an entity that the catalog takes', () =>
    checkEntity(template),
  );
  await check('every field explains itself', () => checkFields(template));
  await check('steps use every field, and only what there is', () =>
    checkReferences(template),
  );
  await check('steps come in the order of the ledger', () =>
    checkOrder(template),
  );
  await check('has an example and a bad example', () => {
    assert.ok(
      template.examples.some(({ name }) => name === 'default'),
      'tests/default.yaml is missing: the fewest answers that make a run.',
    );
    assert.ok(
      template.refused.length > 0,
      'tests/refused/ is empty: write down one answer that the form must refuse.',
    );
  });
  for (const { name, values } of template.examples) {
    await check(`${name}: accepted`, () => {
      const sent = withDefaults(template, values);
      const problem = shownErrors(template, sent).join('\n');
      assert.equal(problem, '', `The wizard refuses it:\n${problem}`);
      assert.equal(refusal(template, sent), undefined);
    });
  }
  for (const { name, values, error } of template.refused) {
    await check(`${name}: refused`, () => {
      const sent = withDefaults(template, values);
      assert.ok(
        refusal(template, sent),
        'The backend accepts these values. Add the rule to the schema of the field.',
      );
      const shown = shownErrors(template, sent).join('\n');
      assert.ok(
        shown.includes(error),
        `The wizard should say: ${error}\nIt says: ${shown || 'nothing'}`,
      );
    });
  }
}

async function checkEntity({ entity, name }) {
  const {
    EntityPolicies,
    FieldFormatEntityPolicy,
    NoForeignRootFieldsEntityPolicy,
    SchemaValidEntityPolicy,
    entityEnvelopeSchemaValidator,
  } = require('@backstage/catalog-model');
  const {
    templateEntityV1beta3Validator,
  } = require('@backstage/plugin-scaffolder-common');
  await EntityPolicies.allOf([
    new SchemaValidEntityPolicy(),
    new NoForeignRootFieldsEntityPolicy(),
    new FieldFormatEntityPolicy(),
  ]).enforce(entity);
  assert.ok(
    await templateEntityV1beta3Validator.check(
      entityEnvelopeSchemaValidator()(entity),
    ),
    `apiVersion and kind have to be scaffolder.backstage.io/v1beta3 and Template, not ${entity.apiVersion} and ${entity.kind}.`,
  );
  assert.equal(
    entity.metadata.name,
    name,
    'metadata.name has to be the name of the folder.',
  );
}

function checkFields(template) {
  const problems = [];
  for (const [name, field] of fieldsOf(template)) {
    if (!field.title || !field.description) {
      problems.push(`${name} needs a title and a description.`);
    }
    for (const [keyword, message] of Object.entries(field.errorMessage ?? {})) {
      if (!(keyword in field)) {
        problems.push(`${name} explains ${keyword}, which it does not limit.`);
      }
      if (message.length <= 10) {
        problems.push(`${name}: "${message}" helps nobody.`);
      }
    }
    if (field.pattern && !field.errorMessage?.pattern) {
      problems.push(
        `${name} has a pattern and no errorMessage.pattern: say what is allowed.`,
      );
    }
  }
  const fields = Object.fromEntries(fieldsOf(template));
  for (const [name, field] of Object.entries(fields)) {
    const most = fields[name.replace(/^min/, 'max')];
    if (/^min[A-Z]/.test(name) && most && field.maximum > most.minimum) {
      problems.push(`${name} can be more than ${name.replace(/^min/, 'max')}.`);
    }
  }
  assertNone(problems);
}

function checkOrder({ entity }) {
  const known = entity.spec.steps
    .map(({ action }) => action)
    .filter(action => ORDER.includes(action));
  const wanted = known.toSorted((a, b) => ORDER.indexOf(a) - ORDER.indexOf(b));
  assert.deepEqual(known, wanted);
}

function checkReferences(template) {
  const { steps, output } = template.entity.spec;
  const text = JSON.stringify([steps, output]);
  const used = pattern => new Set([...text.matchAll(pattern)].map(m => m[1]));
  const fields = fieldsOf(template).map(([name]) => name);
  const usedFields = used(/parameters\.(\w+)/g);
  const ids = steps.map(step => step.id);
  const problems = [
    ...[...usedFields]
      .filter(name => !fields.includes(name))
      .map(name => `A step takes parameters.${name}, which nobody is asked.`),
    ...fields
      .filter(name => !usedFields.has(name))
      .map(name => `${name} is asked for and not used.`),
    ...[...used(/steps\.(\w+)/g)]
      .filter(id => !ids.includes(id))
      .map(id => `steps.${id} is not a step.`),
  ];
  assertNone(problems);
}
