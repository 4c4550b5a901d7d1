import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { entityEnvelopeSchemaValidator } from '@backstage/catalog-model';
import { templateEntityV1beta3Validator } from '@backstage/plugin-scaffolder-common';
import Ajv from 'ajv';
import { parse } from 'yaml';

const folder = join(
  dirname(fileURLToPath(import.meta.url)),
  '../../templates/api-service',
);
const template = parse(readFileSync(join(folder, 'template.yaml'), 'utf8'));
const ajv = new Ajv({ strict: false, allErrors: true });
const pages = template.spec.parameters.map(page => ajv.compile(page));

const good = {
  name: 'check-in-api',
  owner: 'group:default/flight-ops',
  description: 'Checks passengers in and issues their boarding passes.',
};
const accepts = values => pages.every(page => page(values));

describe('template api-service', () => {
  it('is an entity that the catalog takes', async () => {
    assert.ok(
      await templateEntityV1beta3Validator.check(
        entityEnvelopeSchemaValidator()(template),
      ),
    );
  });

  it('asks on two pages, and only what has no default is required', () => {
    assert.equal(pages.length, 2);
    assert.ok(accepts(good));
    for (const name of Object.keys(good)) {
      assert.ok(!accepts({ ...good, [name]: undefined }), name);
    }
  });

  it('explains every field', () => {
    for (const { properties } of template.spec.parameters) {
      for (const [name, property] of Object.entries(properties)) {
        assert.ok(property.title && property.description, name);
        for (const [keyword, message] of Object.entries(
          property.errorMessage ?? {},
        )) {
          assert.ok(
            keyword in property,
            `${name} explains ${keyword}, which it does not limit`,
          );
          assert.ok(message.length > 10);
        }
      }
    }
  });

  for (const name of [
    'abc',
    'a1b',
    'check-in-api',
    'a'.repeat(40),
    'null',
    'rooted',
    'tenant',
  ]) {
    it(`takes the name ${name}`, () => assert.ok(accepts({ ...good, name })));
  }

  for (const name of [
    '',
    'ab',
    'a'.repeat(41),
    'Check-in',
    '1st-api',
    '-api',
    'api-',
    'check--in',
    'check_in',
    'check in',
    'check.in',
    'größe',
    'api\n',
    'api;rm -rf /',
    '$(id)',
    '../api',
    '${{ 1 }}',
    'root',
    'tenant-flight-ops',
    'project-x',
  ]) {
    it(`refuses the name ${JSON.stringify(name)}`, () =>
      assert.ok(!accepts({ ...good, name })));
  }

  for (const [what, values] of [
    ['a purpose that says nothing', { description: 'api' }],
    [
      'a purpose of several lines',
      { description: 'Checks passengers in.\n# runway-run: x' },
    ],
    ['a port that needs root', { port: 443 }],
    ['a port that is none', { port: 65536 }],
    ['a port with a fraction', { port: 8080.5 }],
    ['no replicas', { minReplicas: 0 }],
    ['more replicas than dev has room for', { maxReplicas: 11 }],
  ]) {
    it(`refuses ${what}`, () => assert.ok(!accepts({ ...good, ...values })));
  }

  it('can never be given more replicas at least than at most', () => {
    const { minReplicas, maxReplicas } = template.spec.parameters[1].properties;
    assert.ok(minReplicas.maximum <= maxReplicas.minimum);
  });

  it('goes through the ledger in the order of the architecture, and its folders exist', () => {
    assert.deepEqual(
      template.spec.steps.map(step => step.action),
      [
        'runway:repository:publish',
        'runway:vault:provision',
        'runway:gitops:commit',
        'runway:pipeline:wait',
        'runway:argocd:wait',
        'runway:catalog:register',
      ],
    );
    for (const { input } of template.spec.steps) {
      assert.ok(
        !input.source || existsSync(join(folder, input.source)),
        input.source,
      );
    }
  });

  it('takes from parameters and steps only what is there', () => {
    const text = JSON.stringify([template.spec.steps, template.spec.output]);
    const parameters = template.spec.parameters.flatMap(page =>
      Object.keys(page.properties),
    );
    const steps = template.spec.steps.map(step => step.id);
    const used = pattern => [...text.matchAll(pattern)].map(match => match[1]);
    for (const name of used(/parameters\.(\w+)/g)) {
      assert.ok(parameters.includes(name), name);
    }
    for (const name of used(/steps\.(\w+)/g)) {
      assert.ok(steps.includes(name), name);
    }
    for (const name of parameters) {
      assert.ok(
        text.includes(`parameters.${name}`),
        `${name} is asked for and not used`,
      );
    }
  });
});
