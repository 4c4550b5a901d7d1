import { InputError } from '@backstage/errors';
import { CST, Composer, Parser, Scalar, isMap, isScalar } from 'yaml';

export type YamlPath = Array<string | number>;

/**
 * Sets scalars of a YAML file and leaves every other character as it is: comments, order and quotes stay, so a diff
 * shows what was changed and nothing else.
 *
 * @param name - of the file, for errors
 * @throws InputError when the file is no YAML or a path isn't a scalar of it
 */
export function editYaml(
  name: string,
  source: string,
  edits: Array<{ path: YamlPath; value: string }>,
): string {
  const { tokens, document } = read(name, source);
  for (const { path, value } of edits) {
    const node = document.getIn(path, true);
    if (!isScalar(node) || !node.srcToken) {
      throw new InputError(`${name} has no value ${path.join('.')}`);
    }
    if (node.value !== value) {
      CST.setScalarValue(node.srcToken, value, {
        type: isPlainSafe(value) ? undefined : 'QUOTE_SINGLE',
      });
    }
  }
  return tokens.map(token => CST.stringify(token)).join('');
}

/**
 * Sets a scalar of a map, adding it as the first one when it isn't there.
 *
 * @throws InputError when the path isn't a map with entries
 */
export function putYaml(
  name: string,
  source: string,
  path: YamlPath,
  key: string,
  value: string,
): string {
  const map = read(name, source).document.getIn(path, true);
  if (!isMap(map) || !map.items.length) {
    throw new InputError(`${name} has no map ${path.join('.')}`);
  }
  if (map.has(key)) {
    return editYaml(name, source, [{ path: [...path, key], value }]);
  }
  const start = (map.items[0].key as Scalar).range![0];
  const column = start - (source.lastIndexOf('\n', start - 1) + 1);
  const gap = map.flow ? ', ' : `\n${' '.repeat(column)}`;
  return `${source.slice(0, start)}${key}: ${value}${gap}${source.slice(
    start,
  )}`;
}

/** The scalar at a path as text; undefined when there is none or it is empty. */
export function readYaml(
  name: string,
  source: string,
  path: YamlPath,
): string | undefined {
  const value = read(name, source).document.getIn(path);
  return value === undefined || value === null || value === ''
    ? undefined
    : String(value);
}

/** Every scalar of a file by its path joined with dots. */
export function flattenYaml(name: string, source: string): Map<string, string> {
  const found = new Map<string, string>();
  const visit = (value: unknown, path: string) => {
    if (value !== null && typeof value === 'object') {
      for (const [key, child] of Object.entries(value)) {
        visit(child, path ? `${path}.${key}` : key);
      }
    } else {
      found.set(path, String(value ?? ''));
    }
  };
  visit(read(name, source).document.toJS(), '');
  return found;
}

function read(name: string, source: string) {
  const tokens = [...new Parser().parse(source)];
  const [document] = new Composer({ keepSourceTokens: true }).compose(tokens);
  if (!document || document.errors.length) {
    throw new InputError(
      `${name} is no YAML: ${document?.errors[0]?.message ?? 'it is empty'}`,
    );
  }
  return { tokens, document };
}

/** A word that no YAML reader takes for a number, as it would `12345678` or `1e6`. */
const isPlainSafe = (value: string) => /^[a-z$][a-z0-9./$_-]*$/i.test(value);
