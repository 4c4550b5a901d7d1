import { expandWord } from './expandWords';
import { globSource } from './matchesGlob';
import { ShellExit } from './ShellControl';
import type { ShellSession } from './ShellSession';
import { parseQuoted } from './tokenizeShell';

const parameter =
  /^([A-Za-z_]\w*|[0-9?#@*$!-])(?:(:?[-=?+])|(##?|%%?)|(\/\/?)|:(?=\d))?([\s\S]*)$/;

/** `NAME`, `NAME:-default`, `NAME##prefix`, `NAME%suffix`, `NAME/a/b`, `NAME:1:2`, `#NAME`. */
export async function expandParameter(
  session: ShellSession,
  expression: string,
): Promise<string> {
  const length = /^#([A-Za-z_]\w*)$/.exec(expression);
  if (length) {
    return String(valueOf(session, length[1])?.length ?? 0);
  }
  const match = parameter.exec(expression);
  if (!match) {
    return '';
  }
  const [, name, fallback, strip, replace, rest] = match;
  const value = valueOf(session, name);
  if (fallback) {
    return withFallback(session, name, value, fallback, rest);
  }
  if (strip) {
    const pattern = await expandWord(session, parseQuoted(rest));
    return stripPattern(value ?? '', strip, pattern.replace(/["']/g, ''));
  }
  if (replace) {
    const [from, to = ''] = rest.split(/(?<!\\)\//);
    const target = await expandWord(session, parseQuoted(from));
    const replacement = await expandWord(session, parseQuoted(to));
    const regex = new RegExp(
      globSource(target.replace(/\\\//g, '/'), '.*'),
      replace === '//' ? 'g' : '',
    );
    return (value ?? '').replace(regex, () => replacement);
  }
  if (/^\d/.test(rest) && expression.includes(':')) {
    const [start, size] = rest.split(':').map(Number);
    return (value ?? '').slice(
      start,
      size === undefined ? undefined : start + size,
    );
  }
  return value ?? '';
}

async function withFallback(
  session: ShellSession,
  name: string,
  value: string | undefined,
  operator: string,
  rest: string,
): Promise<string> {
  const missing =
    value === undefined || (operator.startsWith(':') && value === '');
  const alternative = async () =>
    (await expandWord(session, parseQuoted(rest))).replace(/^["']|["']$/g, '');
  switch (operator.slice(-1)) {
    case '-':
      return missing ? alternative() : value;
    case '+':
      return missing ? '' : alternative();
    case '=':
      if (missing) {
        session.variables.set(name, await alternative());
      }
      return valueOf(session, name) ?? '';
    default:
      if (missing) {
        const text = (await alternative()) || 'parameter not set';
        session.complain(`sh: ${name}: ${text}\n`);
        throw new ShellExit(2);
      }
      return value ?? '';
  }
}

function valueOf(session: ShellSession, name: string): string | undefined {
  switch (name) {
    case '?':
      return String(session.lastCode);
    case '#':
      return String(session.positional.length);
    case '@':
    case '*':
      return session.positional.join(' ');
    case '$':
      return '1';
    default:
      return /^\d$/.test(name)
        ? session.positional[Number(name) - 1]
        : session.variable(name);
  }
}

function stripPattern(value: string, operator: string, pattern: string) {
  const long = operator.length === 2;
  const source = globSource(pattern, long ? '.*' : '.*?');
  if (operator.startsWith('#')) {
    return value.replace(new RegExp(`^${source}`, 's'), '');
  }
  // The shortest suffix is found by letting what comes before be as long as it can.
  const before = long ? '.*?' : '.*';
  return value.replace(
    new RegExp(`^(${before})${globSource(pattern, '.*')}$`, 's'),
    '$1',
  );
}
