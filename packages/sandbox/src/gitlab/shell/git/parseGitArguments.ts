import { posix } from 'node:path';
import type { ShellSession } from '../ShellSession';

/** A `git` command line, taken apart. */
export interface GitArguments {
  command: string;
  /** Where it runs: the session's directory, or that of `-C`. */
  directory: string;
  /** From `-c name=value`, and `--config name=value` of clone. */
  config: Map<string, string>;
  options: string[];
  words: string[];
  has(...names: string[]): boolean;
  value(...names: string[]): string | undefined;
  values(...names: string[]): string[];
}

/** Options that take a value, by command; they may also be written `--name=value`. */
const valued: Record<string, string[]> = {
  clone: [
    '--branch',
    '-b',
    '--depth',
    '--config',
    '-c',
    '--filter',
    '--origin',
    '-o',
  ],
  checkout: ['-b', '-B'],
  switch: ['-c', '-C', '--create'],
  commit: ['-m', '-am', '--message', '-F', '--file', '--author', '--date'],
  push: ['-o', '--push-option'],
  fetch: ['--depth'],
  pull: ['--depth'],
  log: ['-n', '--format', '--pretty'],
};

export function parseGitArguments(
  session: ShellSession,
  args: string[],
): GitArguments {
  let { directory } = session;
  const config = new Map<string, string>();
  let index = 0;
  const setConfig = (setting: string) => {
    const [key, ...value] = setting.split('=');
    config.set(key, value.join('='));
  };
  for (; index < args.length && args[index].startsWith('-'); index += 1) {
    if (args[index] === '-C') {
      index += 1;
      directory = posix.resolve(directory, args[index] ?? '');
    } else if (args[index] === '-c') {
      index += 1;
      setConfig(args[index] ?? '');
    } else if (args[index] === '--version') {
      break;
    }
  }
  const command = args[index] ?? '';
  const takesValue = valued[command] ?? [];
  const options: string[] = [];
  const values = new Map<string, string[]>();
  const words: string[] = [];
  const keep = (name: string, value: string) => {
    options.push(name);
    values.set(name, [...(values.get(name) ?? []), value]);
    if (command === 'clone' && (name === '--config' || name === '-c')) {
      setConfig(value);
    }
  };
  let literal = false;
  for (index += 1; index < args.length; index += 1) {
    const arg = args[index];
    const equals = /^(--[\w-]+)=([\s\S]*)$/.exec(arg);
    if (literal || !arg.startsWith('-') || arg === '-') {
      words.push(arg);
    } else if (arg === '--') {
      literal = true;
    } else if (takesValue.includes(arg)) {
      index += 1;
      keep(arg, args[index] ?? '');
    } else if (equals && takesValue.includes(equals[1])) {
      keep(equals[1], equals[2]);
    } else if (/^-o./.test(arg) && command === 'push') {
      keep('-o', arg.slice(2));
    } else {
      options.push(arg);
    }
  }
  return {
    command,
    directory,
    config,
    options,
    words,
    has: (...names) => names.some(name => options.includes(name)),
    value: (...names) => names.map(name => values.get(name)?.[0]).find(Boolean),
    values: (...names) => names.flatMap(name => values.get(name) ?? []),
  };
}
