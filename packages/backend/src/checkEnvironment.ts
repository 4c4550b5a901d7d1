import { ConfigReader } from '@backstage/config';
import type { JsonObject, JsonValue } from '@backstage/types';
import { existsSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { parse } from 'yaml';

/** A variable that the configuration needs and the environment lacks. */
export interface MissingVariable {
  name: string;
  /** The comment on the line that uses it; undefined when there is none. */
  purpose?: string;
}

/** `${NAME}` or `${NAME:-default}`; `$${NAME}` is an escaped dollar sign and no variable. */
const PLACEHOLDER = /(?<!\$)\$\{\s*(\w+)\s*(:-[^}]*)?\}/g;

/**
 * Ends the process with code 1 and one message when the configuration files on the command line (`--config`) use
 * environment variables that are not set. Without this, a value that is missing in one file is silently taken from the
 * file below it: in production that would be the embedded default.
 */
export function checkEnvironment(): void {
  const files = configFiles(process.argv);
  const missing = findMissingVariables(files, process.env);
  if (missing.length > 0) {
    process.stderr.write(`${describe(missing, files)}\n`);
    process.exit(1);
  }
}

/**
 * Looks at the merged configuration, so that a variable in a value that a later file replaces is not asked for.
 *
 * @param files - paths of YAML files, in the order in which they are laid over each other
 * @param environment - a variable that is empty or blank counts as missing
 * @returns in the order in which the variables appear
 */
export function findMissingVariables(
  files: string[],
  environment: NodeJS.ProcessEnv,
): MissingVariable[] {
  const texts = files.map(file => readFileSync(file, 'utf8'));
  const merged = ConfigReader.fromConfigs(
    texts.map((text, index) => ({
      context: files[index],
      data: (parse(text) ?? {}) as JsonObject,
    })),
  ).getOptional();
  const purposes = new Map(texts.flatMap(purposesIn));
  const names = new Set(
    stringsIn(merged)
      .flatMap(text => [...text.matchAll(PLACEHOLDER)])
      .filter(([, , fallback]) => fallback === undefined)
      .map(([, name]) => name)
      .filter(name => !environment[name]?.trim()),
  );
  return [...names].map(name => ({ name, purpose: purposes.get(name) }));
}

/** Addresses and files that aren't there are left to the configuration loader, which says so itself. */
function configFiles(argv: string[]): string[] {
  const { values } = parseArgs({
    args: argv.slice(2),
    options: { config: { type: 'string', multiple: true } },
    strict: false,
  });
  return (values.config ?? [])
    .filter(file => typeof file === 'string')
    .filter(file => existsSync(file));
}

/** The comment after a value says what the variables in it are for; the last file that says it counts. */
function purposesIn(text: string): Array<[name: string, purpose: string]> {
  return text.split('\n').flatMap(line => {
    const [, value, purpose] = /^([^#]*\$\{.*?)\s#\s+(.+)$/.exec(line) ?? [];
    return purpose
      ? [...value.matchAll(PLACEHOLDER)].map(([, name]): [string, string] => [
          name,
          purpose.trim(),
        ])
      : [];
  });
}

function stringsIn(value: JsonValue | undefined): string[] {
  if (typeof value === 'string') {
    return [value];
  }
  return value && typeof value === 'object'
    ? Object.values(value).flatMap(stringsIn)
    : [];
}

function describe(missing: MissingVariable[], files: string[]): string {
  const width = Math.max(...missing.map(({ name }) => name.length));
  return [
    `Runway can't start: ${
      missing.length === 1
        ? 'an environment variable is'
        : `${missing.length} environment variables are`
    } missing or empty.`,
    ...missing.map(({ name, purpose }) =>
      `  ${name.padEnd(width)}  ${purpose ?? ''}`.trimEnd(),
    ),
    `They are used in ${files.join(' and ')}. Set them and start again.`,
  ].join('\n');
}
