import { evaluate, type Scope } from '../hcl/evaluate';
import type { Expression } from '../hcl/Expression';
import { ExpressionParser } from '../hcl/ExpressionParser';
import { fromJson } from '../hcl/fromJson';
import { HclError, Unknown, type Value } from '../hcl/Value';
import { ConversionError, convertValue } from './convertValue';
import type { Declared, Module } from './Module';
import { TofuError, type ErrorPlace } from './TofuError';

/**
 * The values of a module's variables: inputs and defaults, converted to their types and checked by their rules.
 * @throws TofuError[] all that is wrong
 */
export function checkVariables(
  module: Module,
  inputs: Record<string, Value>,
): Record<string, Value> {
  const errors: TofuError[] = [];
  const values: Record<string, Value> = {};
  for (const [name, variable] of Object.entries(module.variables)) {
    try {
      values[name] = valueOf(name, variable, inputs);
    } catch (error) {
      errors.push(asTofuError(error, placeOf('variable', name, variable)));
    }
  }
  if (errors.length === 0) {
    for (const [name, variable] of Object.entries(module.variables)) {
      errors.push(...brokenRules(name, variable, values));
    }
  }
  if (errors.length > 0) {
    throw errors;
  }
  return values;
}

export function placeOf(
  keyword: string,
  name: string,
  { file, line }: Declared,
): ErrorPlace {
  return { file, line, header: `${keyword} "${name}" {` };
}

/** An error of an expression, at a block. */
export function asTofuError(error: unknown, place?: ErrorPlace): TofuError {
  if (error instanceof TofuError) {
    return error;
  }
  if (error instanceof HclError) {
    return new TofuError(error.summary, error.detail, place);
  }
  throw error;
}

function valueOf(
  name: string,
  variable: Declared,
  inputs: Record<string, Value>,
): Value {
  const { body } = variable;
  const place = placeOf('variable', name, variable);
  const given = Object.hasOwn(inputs, name);
  if (!given && !Object.hasOwn(body, 'default')) {
    throw new TofuError(
      'No value for required variable',
      `The root module input variable "${name}" is not set, and has no default value. Use a -var or -var-file command line argument to provide a value for this variable.`,
      place,
    );
  }
  const raw = given
    ? inputs[name]
    : evaluate(fromJson(body.default), { lookup: () => null });
  const type = typeOf(body.type);
  try {
    return type ? convertValue(raw, type) : raw;
  } catch (error) {
    if (error instanceof ConversionError) {
      throw new TofuError(
        'Invalid value for input variable',
        `Unsuitable value for var.${name} set using the TF_VAR_${name} environment variable: ${error.message}.`,
        place,
      );
    }
    throw error;
  }
}

function typeOf(type: unknown): Expression | undefined {
  if (typeof type !== 'string') {
    return undefined;
  }
  const inner = /^\$\{(.*)\}$/s.exec(type)?.[1];
  return ExpressionParser.parse(inner ?? type);
}

function brokenRules(
  name: string,
  variable: Declared,
  values: Record<string, Value>,
): TofuError[] {
  const scope: Scope = {
    lookup: root => {
      if (root === 'var') {
        return values;
      }
      throw new HclError(
        'Invalid reference in variable validation',
        `The condition for variable "${name}" can only refer to variables.`,
      );
    },
  };
  return ((variable.body.validation ?? []) as any[]).flatMap(rule => {
    const place = placeOf('variable', name, variable);
    try {
      const kept = evaluate(fromJson(rule.condition), scope);
      // What isn't known yet is checked again when it is.
      if (kept instanceof Unknown || kept === true) {
        return [];
      }
      const message = evaluate(fromJson(rule.error_message), scope);
      return [
        new TofuError('Invalid value for variable', String(message), place),
      ];
    } catch (error) {
      return [asTofuError(error, place)];
    }
  });
}
