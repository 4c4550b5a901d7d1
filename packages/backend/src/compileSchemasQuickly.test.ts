import Ajv from 'ajv';
import { CodeGen } from 'ajv/dist/compile/codegen';
import { createRequire } from 'node:module';
import { compileSchemasQuickly } from './compileSchemasQuickly';

const schema = {
  type: 'object',
  required: ['name'],
  properties: {
    name: { type: 'string' },
    tags: { items: { type: 'string', minLength: 2 } },
  },
};

describe('compileSchemasQuickly', () => {
  const optimize = jest.spyOn(CodeGen.prototype, 'optimize');
  /** How often it was told to go through a validator, in all calls. */
  const passes = () => [...new Set(optimize.mock.calls.flat())];

  it('leaves out the optimizer, whatever an instance was made with, and validators say the same', () => {
    const before = new Ajv({ allErrors: true });
    const validate = before.compile(schema);
    expect(passes()).toEqual([1]);
    optimize.mockClear();

    compileSchemasQuickly();
    const quick = new Ajv({ allErrors: true, code: { optimize: 2 } });
    const validateQuickly = quick.compile(structuredClone(schema));
    const wrong = { tags: ['a', 'ok', 'b'] };
    for (const value of [{ name: 'orders' }, wrong, 'no object']) {
      expect(validateQuickly(value)).toBe(validate(value));
      expect(validateQuickly.errors).toEqual(validate.errors);
    }
    expect(validate(wrong)).toBe(false);
    expect(passes()).toEqual([0]);
  });

  it.each([
    '@backstage/config-loader',
    '@backstage/catalog-model',
    'express-openapi-validator',
  ])('reaches the Ajv of %s', name => {
    const from = createRequire(require.resolve(name));
    expect(from.resolve('ajv')).toBe(require.resolve('ajv'));
  });
});
