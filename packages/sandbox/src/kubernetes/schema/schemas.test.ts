import { ApiError } from '../errors/ApiError';
import { FieldErrors } from '../errors/FieldErrors';
import { builtinResources } from '../resources/builtinResources';
import { builtinSchema } from './builtinSchemas';
import { customResourceSchema } from './customSchema';
import { decodeBuiltin } from './decodeBuiltin';
import { decodeCustom, defaultCustom } from './decodeCustom';
import { validateCustom } from './validateCustom';

const decode = (group: string, version: string, kind: string, value: object) =>
  decodeBuiltin<any>(
    builtinSchema(group, version, kind)!,
    value,
    `${kind} in version "${version}" cannot be handled as a ${kind}`,
  );

describe('built-in types', () => {
  it('are there for every built-in resource', () => {
    for (const { versions } of builtinResources) {
      expect(versions[0].schema.fields?.has('metadata')).toBe(true);
    }
  });

  it('drop and report what they do not know', () => {
    const { value, unknown } = decode('', 'v1', 'Pod', {
      metadata: { name: 'a', colour: 'red' },
      spec: { containers: [{ name: 'b', img: 'c' }], nodeSelector: {} },
    });
    expect(unknown).toEqual(['metadata.colour', 'spec.containers[0].img']);
    expect(value).toEqual({
      metadata: { name: 'a' },
      spec: { containers: [{ name: 'b' }] },
    });
  });

  it('bring quantities into their one form', () => {
    const { value } = decode('', 'v1', 'ResourceQuota', {
      spec: { hard: { 'requests.cpu': 0.5, memory: '1024Mi' } },
    });
    expect(value.spec.hard).toEqual({ 'requests.cpu': '500m', memory: '1Gi' });
  });

  it.each([
    [
      { spec: { replicas: '2' } },
      'json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32',
    ],
    [
      { spec: { paused: 1 } },
      'json: cannot unmarshal number into Go struct field DeploymentSpec.spec.paused of type bool',
    ],
    [
      { metadata: { labels: { a: true } } },
      'json: cannot unmarshal bool into Go struct field ObjectMeta.metadata.labels of type string',
    ],
    [
      { spec: { template: { spec: { containers: {} } } } },
      'json: cannot unmarshal object into Go struct field PodSpec.spec.template.spec.containers of type []v1.Container',
    ],
  ])('refuse %j', (value, message) => {
    expect(() => decode('apps', 'v1', 'Deployment', value)).toThrow(
      new ApiError(
        400,
        'BadRequest',
        `Deployment in version "v1" cannot be handled as a Deployment: ${message}`,
      ),
    );
  });

  it('refuse what is no base64', () => {
    expect(() => decode('', 'v1', 'Secret', { data: { a: 'no!' } })).toThrow(
      'illegal base64 data at input byte',
    );
  });
});

describe('types of custom resources', () => {
  const schema = customResourceSchema({
    type: 'object',
    properties: {
      spec: {
        type: 'object',
        properties: {
          size: { type: 'integer', default: 3 },
          anything: {
            type: 'object',
            'x-kubernetes-preserve-unknown-fields': true,
          },
          labels: { type: 'object', additionalProperties: { type: 'string' } },
          port: { 'x-kubernetes-int-or-string': true },
          either: {
            type: 'object',
            oneOf: [{ required: ['a'] }, { required: ['b'] }],
            'x-kubernetes-preserve-unknown-fields': true,
          },
        },
      },
    },
  });
  const problems = (spec: object) => {
    const errors = new FieldErrors();
    validateCustom(schema, { spec }, errors);
    try {
      errors.throwIfAny({ group: 'example.com', kind: 'Thing' }, 'one');
      return '';
    } catch (error) {
      return (error as Error).message;
    }
  };

  it('drop what is not declared and fill in defaults', () => {
    const { value, unknown } = decodeCustom<any>(schema, {
      spec: { anything: { goes: 1 }, other: true },
    });
    defaultCustom(schema, value);
    expect(value.spec).toEqual({ anything: { goes: 1 }, size: 3 });
    expect(unknown).toEqual(['spec.other']);
  });

  it.each([
    [{ size: 1.5 }, 'spec.size in body must be of type integer: "number"'],
    [
      { labels: { a: 1 } },
      'spec.labels.a in body must be of type string: "integer"',
    ],
    [
      { port: true },
      'spec.port in body must be of type integer,string: "boolean"',
    ],
    [
      { either: { a: 1, b: 1 } },
      'must validate one and only one schema (oneOf)',
    ],
    [{ size: null }, 'spec.size in body must be of type integer: "null"'],
  ])('refuse %j', (spec, message) => {
    expect(problems(spec)).toContain(message);
  });

  it('take what fits', () => {
    expect(
      problems({ size: 1, port: 'http', labels: { a: 'b' }, either: { a: 1 } }),
    ).toBe('');
  });
});
