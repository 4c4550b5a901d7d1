import type { Expression } from './Expression';
import { HclError } from './Value';

const BINARY: string[][] = [
  ['||'],
  ['&&'],
  ['==', '!='],
  ['<=', '>=', '<', '>'],
  ['+', '-'],
  ['*', '/', '%'],
];

const ESCAPES: Record<string, string> = {
  n: '\n',
  r: '\r',
  t: '\t',
  '"': '"',
  '\\': '\\',
};

/** Reads HCL expressions, whose syntax the parser of HCL has checked before. */
export class ExpressionParser {
  #at = 0;

  private constructor(private readonly text: string) {}

  /** @throws HclError */
  static parse(text: string): Expression {
    const parser = new ExpressionParser(text);
    const expression = parser.#expression();
    parser.#space();
    if (parser.#at < text.length) {
      parser.#fail('an end');
    }
    return expression;
  }

  /** A text with `${...}` in it, whose escapes are resolved already. One that is nothing but `${...}` keeps its type. */
  static parseTemplate(text: string): Expression {
    const parser = new ExpressionParser(text);
    const parts = parser.#templateParts(undefined);
    return joined(parts);
  }

  #expression(): Expression {
    const test = this.#binary(0);
    if (!this.#take('?')) {
      return test;
    }
    const then = this.#expression();
    this.#expect(':');
    return { kind: 'conditional', test, then, otherwise: this.#expression() };
  }

  #binary(level: number): Expression {
    if (level === BINARY.length) {
      return this.#unary();
    }
    let left = this.#binary(level + 1);
    for (;;) {
      this.#space();
      const operator = BINARY[level].find(each =>
        this.text.startsWith(each, this.#at),
      );
      if (!operator) {
        return left;
      }
      this.#at += operator.length;
      const right = this.#binary(level + 1);
      left = { kind: 'binary', operator, left, right };
    }
  }

  #unary(): Expression {
    for (const operator of ['!', '-']) {
      if (this.#take(operator)) {
        return { kind: 'unary', operator, of: this.#unary() };
      }
    }
    return this.#postfix(this.#primary());
  }

  #postfix(of: Expression): Expression {
    if (this.#take('[*]') || this.#take('.*')) {
      return {
        kind: 'splat',
        of,
        each: this.#postfix({ kind: 'element' }),
      };
    }
    if (this.#take('[')) {
      const key = this.#expression();
      this.#expect(']');
      return this.#postfix({ kind: 'index', of, key });
    }
    if (this.text[this.#at] === '.' && this.text[this.#at + 1] !== '.') {
      this.#at += 1;
      const digits = this.#match(/\d+/y);
      return this.#postfix(
        digits === undefined
          ? { kind: 'attribute', of, name: this.#name() }
          : {
              kind: 'index',
              of,
              key: { kind: 'literal', value: Number(digits) },
            },
      );
    }
    return of;
  }

  #primary(): Expression {
    this.#space();
    if (this.#take('(')) {
      const inner = this.#expression();
      this.#expect(')');
      return inner;
    }
    if (this.#take('"')) {
      return joined(this.#templateParts('"'));
    }
    if (this.#take('[')) {
      return this.#isFor()
        ? this.#for(']')
        : { kind: 'list', items: this.#list(']').items };
    }
    if (this.#take('{')) {
      return this.#isFor() ? this.#for('}') : this.#object();
    }
    const number = this.#match(/\d+(\.\d+)?([eE][+-]?\d+)?/y);
    if (number !== undefined) {
      return { kind: 'literal', value: Number(number) };
    }
    const name = this.#name();
    if (['true', 'false', 'null'].includes(name)) {
      return { kind: 'literal', value: JSON.parse(name) };
    }
    if (this.text[this.#at] === '(') {
      this.#at += 1;
      const { items: args, spread } = this.#list(')');
      return { kind: 'call', name, args, spread };
    }
    return { kind: 'variable', name };
  }

  #list(end: string): { items: Expression[]; spread: boolean } {
    const items: Expression[] = [];
    let spread = false;
    while (!this.#take(end)) {
      items.push(this.#expression());
      spread = this.#take('...');
      if (!this.#take(',')) {
        this.#expect(end);
        break;
      }
    }
    return { items, spread };
  }

  #object(): Expression {
    const entries: Array<[Expression, Expression]> = [];
    while (!this.#take('}')) {
      const name = this.#match(/[A-Za-z_][\w-]*(?=\s*[=:])/y);
      const key: Expression =
        name === undefined
          ? this.#expression()
          : { kind: 'literal', value: name };
      if (!this.#take('=')) {
        this.#expect(':');
      }
      entries.push([key, this.#expression()]);
      this.#take(',');
    }
    return { kind: 'object', entries };
  }

  #isFor(): boolean {
    return this.#match(/for(?=\s)/y) !== undefined;
  }

  #for(end: string): Expression {
    const names = [this.#name()];
    if (this.#take(',')) {
      names.push(this.#name());
    }
    this.#expectWord('in');
    const collection = this.#expression();
    this.#expect(':');
    let value = this.#expression();
    let key: Expression | undefined;
    if (end === '}') {
      this.#expect('=>');
      key = value;
      value = this.#expression();
    }
    const grouped = this.#take('...');
    const condition =
      this.#match(/if(?=[\s(!])/y) === undefined
        ? undefined
        : this.#expression();
    this.#expect(end);
    return { kind: 'for', names, collection, key, value, condition, grouped };
  }

  /** Up to the quote that ends it, or to the end of the text. */
  #templateParts(end: '"' | undefined): Expression[] {
    const parts: Expression[] = [];
    let literal = '';
    const flush = () => {
      if (literal !== '') {
        parts.push({ kind: 'literal', value: literal });
        literal = '';
      }
    };
    for (;;) {
      if (this.#at >= this.text.length) {
        if (end) {
          this.#fail('a closing quote');
        }
        break;
      }
      const rest = this.text.slice(this.#at, this.#at + 3);
      if (end && rest[0] === end) {
        this.#at += 1;
        break;
      }
      if (rest === '$${' || rest === '%%{') {
        literal += rest.slice(1);
        this.#at += 3;
      } else if (rest.startsWith('${')) {
        flush();
        this.#at += 2;
        this.#take('~');
        parts.push(this.#expression());
        this.#take('~');
        this.#expect('}');
      } else if (rest.startsWith('%{')) {
        throw new HclError(
          'Not imitated',
          'The sandbox reads no %{...} directives of templates.',
        );
      } else if (end && rest[0] === '\\') {
        literal += this.#escape();
      } else {
        literal += rest[0];
        this.#at += 1;
      }
    }
    flush();
    return parts;
  }

  #escape(): string {
    const letter = this.text[this.#at + 1];
    const digits = { u: 4, U: 8 }[letter];
    this.#at += 2;
    if (digits === undefined) {
      return ESCAPES[letter] ?? letter;
    }
    const code = this.text.slice(this.#at, this.#at + digits);
    this.#at += digits;
    return String.fromCodePoint(parseInt(code, 16));
  }

  #name(): string {
    this.#space();
    return this.#match(/[A-Za-z_][\w-]*/y) ?? this.#fail('a name');
  }

  #expectWord(word: string) {
    if (this.#name() !== word) {
      this.#fail(word);
    }
  }

  #match(pattern: RegExp): string | undefined {
    this.#space();
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.text)?.[0];
    this.#at += found?.length ?? 0;
    return found;
  }

  #take(text: string): boolean {
    this.#space();
    // `=` is no beginning of `==`, `!` none of `!=`.
    const longer = ['=', '!'].includes(text) ? `${text}=` : undefined;
    if (
      !this.text.startsWith(text, this.#at) ||
      (longer && this.text.startsWith(longer, this.#at)) ||
      (text === '=' && this.text.startsWith('=>', this.#at))
    ) {
      return false;
    }
    this.#at += text.length;
    return true;
  }

  #expect(text: string) {
    if (!this.#take(text)) {
      this.#fail(text);
    }
  }

  #space() {
    const space = /(?:\s+|#[^\n]*|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*/y;
    space.lastIndex = this.#at;
    this.#at += space.exec(this.text)?.[0].length ?? 0;
  }

  #fail(wanted: string): never {
    throw new HclError(
      'Invalid expression',
      `Expected ${wanted} at "${this.text.slice(this.#at, this.#at + 20)}".`,
    );
  }
}

/** One part alone keeps its type, also between quotes. */
function joined(parts: Expression[]): Expression {
  if (parts.length === 0) {
    return { kind: 'literal', value: '' };
  }
  return parts.length === 1 ? parts[0] : { kind: 'template', parts };
}
