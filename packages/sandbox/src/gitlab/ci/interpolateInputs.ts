import { CiError } from './CiError';
import {
  CiReference,
  isMapping,
  type CiFile,
  type CiMapping,
  type InputSpec,
} from './parseCiYaml';

const block = /\$\[\[\s*(.+?)\s*\]\]/g;

/**
 * Puts the values of inputs in the place of `$[[ inputs.name ]]`.
 * @param where - how errors name the included file
 * @throws CiError for unknown, missing and malformed inputs
 */
export function interpolateInputs(
  file: CiFile,
  given: CiMapping,
  where: string,
): CiMapping {
  if (!file.inputs) {
    const names = Object.keys(given);
    if (names.length > 0) {
      throw new CiError(
        `\`${where}\`: Given inputs not defined in the \`spec\` section of the included configuration file`,
      );
    }
    return file.content;
  }
  const unknown = Object.keys(given).filter(name => !(name in file.inputs!));
  if (unknown.length > 0) {
    throw new CiError(
      `\`${where}\`: unknown input arguments: ${unknown.join(', ')}`,
    );
  }
  const values = new Map<string, unknown>();
  for (const [name, spec] of Object.entries(file.inputs)) {
    values.set(name, inputValue(name, spec ?? {}, given[name], where));
  }
  return replace(file.content, values, where) as CiMapping;
}

function inputValue(
  name: string,
  spec: InputSpec,
  given: unknown,
  where: string,
): unknown {
  const fail = (problem: string) =>
    new CiError(`\`${where}\`: \`${name}\` input: ${problem}`);
  const value = given === undefined ? spec.default : given;
  if (value === undefined) {
    throw fail('required value has not been provided');
  }
  const type = spec.type ?? 'string';
  const actual = Array.isArray(value) ? 'array' : typeof value;
  if (actual !== type) {
    throw fail(
      given === undefined
        ? `default value is not a ${type}`
        : `provided value is not ${type === 'array' ? 'an' : 'a'} ${type}`,
    );
  }
  if (spec.options && !spec.options.includes(value)) {
    throw fail(
      `\`${value}\` cannot be used because it is not in the list of allowed options`,
    );
  }
  if (spec.regex && !new RegExp(spec.regex).test(String(value))) {
    throw fail('provided value does not match required RegEx pattern');
  }
  return value;
}

function replace(
  value: unknown,
  inputs: Map<string, unknown>,
  where: string,
): unknown {
  if (typeof value === 'string') {
    return replaceText(value, inputs, where);
  }
  if (Array.isArray(value)) {
    return value.map(item => replace(item, inputs, where));
  }
  if (value instanceof CiReference) {
    return new CiReference(
      value.path.map(part => String(replaceText(part, inputs, where))),
    );
  }
  if (isMapping(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [
        String(replaceText(key, inputs, where)),
        replace(item, inputs, where),
      ]),
    );
  }
  return value;
}

function replaceText(
  text: string,
  inputs: Map<string, unknown>,
  where: string,
): unknown {
  if (!text.includes('$[[')) {
    return text;
  }
  const [whole] = [...text.matchAll(block)];
  if (whole && whole[0] === text.trim()) {
    return resolveBlock(whole[1], inputs, where);
  }
  return text.replace(block, (_all, expression: string) => {
    const value = resolveBlock(expression, inputs, where);
    return typeof value === 'string' ? value : JSON.stringify(value);
  });
}

function resolveBlock(
  expression: string,
  inputs: Map<string, unknown>,
  where: string,
): unknown {
  const [access, ...functions] = expression.split('|').map(part => part.trim());
  const name = /^inputs\.([\w-]+)$/.exec(access)?.[1];
  if (!name || !inputs.has(name)) {
    throw new CiError(
      `\`${where}\`: unknown interpolation provided: \`${
        name ?? access
      }\` in \`${access}\``,
    );
  }
  let value = inputs.get(name);
  for (const call of functions) {
    const truncate = /^truncate\(\s*(\d+)\s*,\s*(\d+)\s*\)$/.exec(call);
    if (truncate) {
      const start = Number(truncate[1]);
      value = String(value).slice(start, start + Number(truncate[2]));
    } else if (call !== 'expand_vars') {
      throw new CiError(
        `\`${where}\`: no function matching \`${call}\`: check that the function name, arguments, and types are correct`,
      );
    }
  }
  return value;
}
