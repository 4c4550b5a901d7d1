/** A value of an HCL document: scalars, lists, or an object body. */
export type HclValue = string | number | boolean | HclValue[] | HclBody;

/** One `key "label" { ... }` block or `key = value` attribute. */
export interface HclItem {
  key: string;
  labels: string[];
  value: HclValue;
  line: number;
  column: number;
}

/** The items of a document or of a pair of braces, in order; keys may repeat. */
export class HclBody {
  constructor(readonly items: HclItem[]) {}
}

interface Token {
  type: 'identifier' | 'string' | 'number' | 'punctuation' | 'end';
  text: string;
  line: number;
  column: number;
}

/**
 * Parses the HCL (version 1) that Vault policies are written in: blocks with labels, attributes, lists, objects, heredocs,
 * three kinds of comments.
 * @throws Error `At <line>:<column>: <what is wrong>`
 */
export function parseHcl(text: string): HclBody {
  const tokens = tokenize(text);
  let position = 0;
  const peek = () => tokens[position];
  const take = () => tokens[position++];
  const fail = (token: Token, message: string): never => {
    throw new Error(`At ${token.line}:${token.column}: ${message}`);
  };
  const isPunctuation = (token: Token, text_: string) =>
    token.type === 'punctuation' && token.text === text_;
  const isKey = (token: Token) =>
    token.type === 'identifier' || token.type === 'string';
  const describe = (token: Token) =>
    token.type === 'end' ? 'end of file' : `"${token.text}"`;

  function body(untilBrace: boolean): HclBody {
    const items: HclItem[] = [];
    for (;;) {
      const token = take();
      if (untilBrace && isPunctuation(token, '}')) {
        return new HclBody(items);
      }
      if (token.type === 'end') {
        return untilBrace
          ? fail(token, 'object expected closing RBRACE got: EOF')
          : new HclBody(items);
      }
      if (!isKey(token)) {
        fail(token, `key expected, found ${describe(token)}`);
      }
      items.push(item(token));
      if (isPunctuation(peek(), ',')) {
        take();
      }
    }
  }

  function item(key: Token): HclItem {
    const labels: string[] = [];
    while (isKey(peek())) {
      labels.push(take().text);
    }
    const next = take();
    const at = { key: key.text, labels, line: key.line, column: key.column };
    if (isPunctuation(next, '{')) {
      return { ...at, value: body(true) };
    }
    if (
      labels.length === 0 &&
      (isPunctuation(next, '=') || isPunctuation(next, ':'))
    ) {
      return { ...at, value: value() };
    }
    return fail(
      next,
      `key '${key.text}' expected start of object ('{') or assignment ('=')`,
    );
  }

  function value(): HclValue {
    const token = take();
    if (token.type === 'string') {
      return token.text;
    }
    if (token.type === 'number') {
      return Number(token.text);
    }
    if (token.type === 'identifier' && /^(true|false)$/.test(token.text)) {
      return token.text === 'true';
    }
    if (isPunctuation(token, '{')) {
      return body(true);
    }
    if (isPunctuation(token, '[')) {
      return list();
    }
    return fail(token, `unexpected ${describe(token)} where a value belongs`);
  }

  function list(): HclValue[] {
    const values: HclValue[] = [];
    for (;;) {
      if (isPunctuation(peek(), ']')) {
        take();
        return values;
      }
      values.push(value());
      const next = peek();
      if (isPunctuation(next, ',')) {
        take();
      } else if (!isPunctuation(next, ']')) {
        fail(
          next,
          `error parsing list, expected comma or list end, got: ${describe(
            next,
          )}`,
        );
      }
    }
  }

  return body(false);
}

const STRING = /"((?:[^"\\\n]|\\.)*)"/y;
const HEREDOC = /<<-?([A-Za-z_][A-Za-z0-9_]*)\r?\n([\s\S]*?)^[ \t]*\1[ \t]*$/my;
const PATTERNS: Array<{
  type: Token['type'] | 'skip';
  pattern: RegExp;
  text?(match: RegExpExecArray): string;
}> = [
  {
    type: 'skip',
    pattern: /[ \t\r\n]+|(?:#|\/\/)[^\n]*|\/\*[\s\S]*?\*\//y,
  },
  { type: 'string', pattern: STRING, text: match => unescape(match[1]) },
  { type: 'string', pattern: HEREDOC, text: match => match[2] },
  { type: 'identifier', pattern: /[A-Za-z_][A-Za-z0-9_.-]*/y },
  { type: 'number', pattern: /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y },
  { type: 'punctuation', pattern: /[{}[\],=:]/y },
];
const ESCAPES: Record<string, string> = { n: '\n', t: '\t', r: '\r' };

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let offset = 0;
  let line = 1;
  let lineStart = 0;
  while (offset < text.length) {
    const found = matchAt(text, offset);
    const column = offset - lineStart + 1;
    if (!found) {
      const problem =
        text[offset] === '"'
          ? 'literal not terminated'
          : `illegal character "${text[offset]}"`;
      throw new Error(`At ${line}:${column}: ${problem}`);
    }
    if (found.type !== 'skip') {
      tokens.push({ type: found.type, text: found.text, line, column });
    }
    for (const end = offset + found.length; offset < end; offset++) {
      if (text[offset] === '\n') {
        line++;
        lineStart = offset + 1;
      }
    }
  }
  tokens.push({ type: 'end', text: '', line, column: offset - lineStart + 1 });
  return tokens;
}

function matchAt(source: string, offset: number) {
  for (const { type, pattern, text } of PATTERNS) {
    pattern.lastIndex = offset;
    const match = pattern.exec(source);
    if (match) {
      return {
        type,
        text: text ? text(match) : match[0],
        length: match[0].length,
      };
    }
  }
  return undefined;
}

function unescape(text: string): string {
  return text.replace(
    /\\(?:u([0-9a-fA-F]{4})|(.))/g,
    (_, code: string | undefined, character: string) =>
      code
        ? String.fromCharCode(parseInt(code, 16))
        : ESCAPES[character] ?? character,
  );
}
