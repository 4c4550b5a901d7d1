import { ShellSyntaxError, type Word, type WordPart } from './ShellSyntax';

export type ShellToken =
  | { kind: 'word'; word: Word }
  | { kind: 'operator'; text: string }
  | { kind: 'redirect'; descriptor: number; operator: string; here?: Word };

const operators = ['&&', '||', ';;', ';', '|', '&', '(', ')'];

class Tokenizer {
  #position = 0;
  readonly #tokens: ShellToken[] = [];
  readonly #hereDocuments: Array<{
    token: ShellToken & { kind: 'redirect' };
    delimiter: string;
    stripTabs: boolean;
    literal: boolean;
  }> = [];

  constructor(private readonly text: string) {}

  run(): ShellToken[] {
    while (this.#position < this.text.length) {
      const char = this.text[this.#position];
      if (char === '\n') {
        this.#position += 1;
        this.#tokens.push({ kind: 'operator', text: '\n' });
        this.#readHereDocuments();
      } else if (/\s/.test(char)) {
        this.#position += 1;
      } else if (this.text.startsWith('\\\n', this.#position)) {
        this.#position += 2;
      } else if (char === '#') {
        while (
          this.#position < this.text.length &&
          this.text[this.#position] !== '\n'
        ) {
          this.#position += 1;
        }
      } else if (!this.#readRedirect() && !this.#readOperator()) {
        this.#tokens.push({ kind: 'word', word: this.#readWord() });
      }
    }
    return this.#tokens;
  }

  /** Parts up to an unescaped closing quote, or to the end when there is none to expect. */
  quotedParts(end: string | undefined): Word {
    const parts: WordPart[] = [];
    let text = '';
    const flush = () => {
      if (text) {
        parts.push({ kind: 'text', text, quoted: true });
        text = '';
      }
    };
    while (this.#position < this.text.length) {
      const char = this.text[this.#position];
      if (char === end) {
        break;
      }
      if (
        char === '\\' &&
        /["\\$`\n]/.test(this.text[this.#position + 1] ?? '')
      ) {
        const escaped = this.text[this.#position + 1];
        text += escaped === '\n' ? '' : escaped;
        this.#position += 2;
      } else if (char === '$' || char === '`') {
        const part = this.#readSubstitution(true);
        if (part) {
          flush();
          parts.push(part);
        } else {
          text += char;
          this.#position += 1;
        }
      } else {
        text += char;
        this.#position += 1;
      }
    }
    flush();
    return parts;
  }

  #readWord(): Word {
    const parts: WordPart[] = [];
    let text = '';
    const flush = () => {
      if (text) {
        parts.push({ kind: 'text', text, quoted: false });
        text = '';
      }
    };
    while (this.#position < this.text.length) {
      const char = this.text[this.#position];
      if (/[\s;&|()<>]/.test(char)) {
        break;
      }
      if (char === "'") {
        flush();
        const end = this.text.indexOf("'", this.#position + 1);
        if (end < 0) {
          throw new ShellSyntaxError(
            "unexpected EOF while looking for matching `''",
          );
        }
        parts.push({
          kind: 'text',
          text: this.text.slice(this.#position + 1, end),
          quoted: true,
        });
        this.#position = end + 1;
      } else if (char === '"') {
        flush();
        this.#position += 1;
        const inner = this.quotedParts('"');
        if (this.text[this.#position] !== '"') {
          throw new ShellSyntaxError(
            'unexpected EOF while looking for matching `"\'',
          );
        }
        this.#position += 1;
        parts.push(
          ...(inner.length > 0
            ? inner
            : [{ kind: 'text' as const, text: '', quoted: true }]),
        );
      } else if (char === '\\') {
        const escaped = this.text[this.#position + 1] ?? '';
        if (escaped !== '\n') {
          flush();
          parts.push({ kind: 'text', text: escaped, quoted: true });
        }
        this.#position += 2;
      } else if (char === '$' || char === '`') {
        const part = this.#readSubstitution(false);
        if (part) {
          flush();
          parts.push(part);
        } else {
          text += char;
          this.#position += 1;
        }
      } else {
        text += char;
        this.#position += 1;
      }
    }
    flush();
    return parts;
  }

  /** `$name`, `${...}`, `$(...)`, `$((...))` or backquotes; undefined for a lone dollar sign. */
  #readSubstitution(quoted: boolean): WordPart | undefined {
    const rest = this.text.slice(this.#position);
    if (rest.startsWith('`')) {
      const end = rest.indexOf('`', 1);
      if (end < 0) {
        throw new ShellSyntaxError(
          "unexpected EOF while looking for matching ``'",
        );
      }
      this.#position += end + 1;
      return { kind: 'command', script: rest.slice(1, end), quoted };
    }
    if (rest.startsWith('$((')) {
      const inner = this.#bracketed('(', ')', 1);
      return {
        kind: 'arithmetic',
        expression: inner.replace(/^\(|\)$/g, ''),
        quoted,
      };
    }
    if (rest.startsWith('$(')) {
      return { kind: 'command', script: this.#bracketed('(', ')', 1), quoted };
    }
    if (rest.startsWith('${')) {
      return {
        kind: 'variable',
        expression: this.#bracketed('{', '}', 1),
        quoted,
      };
    }
    const name = /^\$([A-Za-z_]\w*|[0-9?#@*$!-])/.exec(rest)?.[1];
    if (!name) {
      return undefined;
    }
    this.#position += name.length + 1;
    return { kind: 'variable', expression: name, quoted };
  }

  /** What stands between brackets that may be nested, quotes respected. */
  #bracketed(open: string, close: string, offset: number): string {
    const start = this.#position + offset + 1;
    let depth = 1;
    let index = start;
    let quote = '';
    for (; index < this.text.length; index += 1) {
      const char = this.text[index];
      if (char === '\\' && quote !== "'") {
        index += 1;
      } else if (quote) {
        quote = char === quote ? '' : quote;
      } else if (char === '"' || char === "'") {
        quote = char;
      } else if (char === open) {
        depth += 1;
      } else if (char === close) {
        depth -= 1;
        if (depth === 0) {
          break;
        }
      }
    }
    if (depth > 0) {
      throw new ShellSyntaxError(
        `unexpected EOF while looking for matching \`${close}'`,
      );
    }
    this.#position = index + 1;
    return this.text.slice(start, index);
  }

  #readOperator(): boolean {
    const operator = operators.find(text =>
      this.text.startsWith(text, this.#position),
    );
    if (!operator) {
      return false;
    }
    this.#position += operator.length;
    this.#tokens.push({ kind: 'operator', text: operator });
    return true;
  }

  #readRedirect(): boolean {
    const match = /^(\d?)(<<-?|>>|>\||>&|&>|>|<)/.exec(
      this.text.slice(this.#position),
    );
    if (
      !match ||
      (match[1] && !/[\s;&|()]|^$/.test(this.text[this.#position - 1] ?? ''))
    ) {
      return false;
    }
    this.#position += match[0].length;
    const operator = match[2];
    const descriptor = match[1]
      ? Number(match[1])
      : Number(!operator.startsWith('<'));
    if (operator.startsWith('<<')) {
      this.#skipBlanks();
      const delimiter = this.#readWord();
      const token = {
        kind: 'redirect' as const,
        descriptor: 0,
        operator: '<<',
      };
      this.#tokens.push(token);
      this.#hereDocuments.push({
        token,
        delimiter: delimiter
          .map(part => (part.kind === 'text' ? part.text : ''))
          .join(''),
        stripTabs: operator === '<<-',
        literal: delimiter.some(part => part.quoted),
      });
      return true;
    }
    this.#tokens.push({ kind: 'redirect', descriptor, operator });
    return true;
  }

  #skipBlanks() {
    while (/[ \t]/.test(this.text[this.#position] ?? '')) {
      this.#position += 1;
    }
  }

  #readHereDocuments() {
    for (const here of this.#hereDocuments.splice(0)) {
      const lines: string[] = [];
      for (;;) {
        const end = this.text.indexOf('\n', this.#position);
        const line = this.text.slice(
          this.#position,
          end < 0 ? this.text.length : end,
        );
        const ended = this.#position >= this.text.length;
        this.#position = end < 0 ? this.text.length : end + 1;
        const content = here.stripTabs ? line.replace(/^\t+/, '') : line;
        if (ended || content === here.delimiter) {
          break;
        }
        lines.push(content);
      }
      const body = lines.map(line => `${line}\n`).join('');
      here.token.here = here.literal
        ? [{ kind: 'text', text: body, quoted: true }]
        : parseQuoted(body);
    }
  }
}

/** Cuts a script into words and operators. @throws ShellSyntaxError for an open quote or bracket */
export function tokenizeShell(script: string): ShellToken[] {
  return new Tokenizer(script).run();
}

/** Reads text as within double quotes: variables and commands, no word ends. */
export function parseQuoted(text: string): Word {
  return new Tokenizer(text).quotedParts(undefined);
}
