import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseAllDocuments } from 'yaml';

/** The folder that becomes the GitLab project platform/pipelines. */
export const pipelinesFolder = join(
  dirname(fileURLToPath(import.meta.url)),
  '../../templates/pipelines',
);

/** Version that projects pin. */
export const version = readFileSync(
  join(pipelinesFolder, 'VERSION'),
  'utf8',
).trim();

/**
 * A component with its inputs filled in, as GitLab includes it.
 * @param {string} name
 * @param {Record<string, string>} given
 * @returns {Record<string, any>} jobs by name
 * @throws Error for an input that is unknown, missing or malformed
 */
export function includeComponent(name, given) {
  const file = join(pipelinesFolder, 'templates', name, 'template.yml');
  const [header, body, ...more] = parseAllDocuments(
    readFileSync(file, 'utf8'),
    { version: '1.1' },
  );
  if (
    !body ||
    more.length > 0 ||
    header.errors.length + body.errors.length > 0
  ) {
    throw new Error(
      `${file}: ${[...header.errors, ...(body?.errors ?? [])].join('; ')}`,
    );
  }
  const { inputs } = header.toJS().spec;
  const unknown = Object.keys(given).filter(key => !(key in inputs));
  if (unknown.length > 0) {
    throw new Error(`${name} has no input ${unknown}`);
  }
  const values = Object.fromEntries(
    Object.entries(inputs).map(([key, spec]) => {
      const value = given[key] ?? spec.default;
      if (typeof value !== spec.type) {
        throw new Error(`${name}: input ${key} is not a ${spec.type}`);
      }
      if (spec.options && !spec.options.includes(value)) {
        throw new Error(
          `${name}: input ${key} is none of ${spec.options.join(', ')}`,
        );
      }
      if (spec.regex && !new RegExp(spec.regex).test(value)) {
        throw new Error(`${name}: input ${key} does not match ${spec.regex}`);
      }
      return [key, value];
    }),
  );
  return interpolate(body.toJS(), values);
}

function interpolate(node, values) {
  if (typeof node === 'string') {
    return node.replace(/\$\[\[ inputs\.([\w-]+) \]\]/g, (_all, key) => {
      if (!(key in values)) {
        throw new Error(`unknown input ${key}`);
      }
      return values[key];
    });
  }
  if (Array.isArray(node)) {
    return node.map(item => interpolate(item, values));
  }
  if (node && typeof node === 'object') {
    return Object.fromEntries(
      Object.entries(node).map(([key, item]) => [
        interpolate(key, values),
        interpolate(item, values),
      ]),
    );
  }
  return node;
}
