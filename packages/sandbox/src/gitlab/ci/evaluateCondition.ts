import { CiError } from './CiError';

type Token =
  | { kind: 'value'; value: string | null; pattern?: RegExp }
  | { kind: 'operator'; text: string };

const syntax =
  /\s*(?:(\$\w+|\$\{\w+\})|"([^"]*)"|'([^']*)'|\/((?:\\.|[^/\\])+)\/([ismU]*)|(==|!=|=~|!~|&&|\|\||[()])|(null))/y;

/** Evaluates the `if` of a rule: variables, texts, patterns, `==`, `!=`, `=~`, `!~`, `&&`, `||` and parentheses. @throws CiError for bad syntax */
export function evaluateCondition(
  expression: string,
  variables: Record<string, string>,
): boolean {
  const tokens = tokenize(expression, variables);
  let position = 0;
  const fail = () => new CiError(`invalid expression syntax: ${expression}`);

  const operator = (...texts: string[]) => {
    const token = tokens[position];
    if (token?.kind === 'operator' && texts.includes(token.text)) {
      position += 1;
      return token.text;
    }
    return undefined;
  };
  const value = () => {
    const token = tokens[position];
    if (token?.kind !== 'value') {
      throw fail();
    }
    position += 1;
    return token;
  };
  const term = (): boolean => {
    if (operator('(')) {
      const inner = either();
      if (!operator(')')) {
        throw fail();
      }
      return inner;
    }
    const left = value();
    const comparison = operator('==', '!=', '=~', '!~');
    if (!comparison) {
      return left.pattern ? true : Boolean(left.value);
    }
    const right = value();
    if (comparison === '==' || comparison === '!=') {
      return (left.value === right.value) === (comparison === '==');
    }
    const pattern = right.pattern ?? patternFrom(right.value);
    const matches = pattern !== undefined && pattern.test(left.value ?? '');
    return matches === (comparison === '=~');
  };
  const both = (): boolean => {
    let result = term();
    while (operator('&&')) {
      const next = term();
      result = result && next;
    }
    return result;
  };
  const either = (): boolean => {
    let result = both();
    while (operator('||')) {
      const next = both();
      result = result || next;
    }
    return result;
  };

  const result = either();
  if (position !== tokens.length) {
    throw fail();
  }
  return result;
}

function tokenize(
  expression: string,
  variables: Record<string, string>,
): Token[] {
  const tokens: Token[] = [];
  const text = expression.trimEnd();
  syntax.lastIndex = 0;
  while (syntax.lastIndex < text.length) {
    const match = syntax.exec(text);
    if (!match) {
      throw new CiError(`invalid expression syntax: ${expression}`);
    }
    const [, variable, double, single, pattern, flags, operator] = match;
    if (variable) {
      const name = variable.replace(/[${}]/g, '');
      tokens.push({ kind: 'value', value: variables[name] ?? null });
    } else if (double !== undefined || single !== undefined) {
      tokens.push({ kind: 'value', value: double ?? single });
    } else if (pattern !== undefined) {
      tokens.push({
        kind: 'value',
        value: null,
        pattern: new RegExp(pattern, flags.includes('i') ? 'i' : ''),
      });
    } else if (operator) {
      tokens.push({ kind: 'operator', text: operator });
    } else {
      tokens.push({ kind: 'value', value: null });
    }
  }
  return tokens;
}

/** A variable may hold a pattern, written with its slashes. */
function patternFrom(value: string | null) {
  const match = /^\/(.+)\/([ismU]*)$/.exec(value ?? '');
  return match
    ? new RegExp(match[1], match[2].includes('i') ? 'i' : '')
    : undefined;
}
