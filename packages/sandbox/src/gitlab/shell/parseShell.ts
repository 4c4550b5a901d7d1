import {
  ShellSyntaxError,
  type Redirect,
  type ShellAndOr,
  type ShellCommand,
  type ShellList,
  type ShellPipeline,
  type Word,
} from './ShellSyntax';
import { tokenizeShell, type ShellToken } from './tokenizeShell';

/** Words that end or continue a command, so none can begin with them. */
const reserved = new Set([
  'then',
  'elif',
  'else',
  'fi',
  'do',
  'done',
  'esac',
  '}',
]);

const assignment = /^([A-Za-z_]\w*)=/;

class Parser {
  #position = 0;

  constructor(private readonly tokens: ShellToken[]) {}

  expectEnd() {
    if (this.#position < this.tokens.length) {
      throw this.#unexpected();
    }
  }

  /** Commands up to one of the reserved words or operators in `ends`. */
  list(ends: string[]): ShellList {
    const list: ShellList = [];
    for (;;) {
      while (this.#takeOperator('\n', ';', '&')) {
        // Separators between commands.
      }
      if (this.#position >= this.tokens.length || this.#isAt(ends)) {
        return list;
      }
      list.push(this.#andOr());
      if (
        this.#position < this.tokens.length &&
        !this.#isAt(ends) &&
        !this.#isAt(['\n', ';', '&'])
      ) {
        throw this.#unexpected();
      }
    }
  }

  #andOr(): ShellAndOr {
    const first = this.#pipeline();
    const rest: ShellAndOr['rest'] = [];
    for (;;) {
      const operator = this.#takeOperator('&&', '||');
      if (!operator) {
        return { first, rest };
      }
      this.#skipNewlines();
      rest.push({
        operator: operator as '&&' | '||',
        pipeline: this.#pipeline(),
      });
    }
  }

  #pipeline(): ShellPipeline {
    const negated = this.#takeWord('!');
    const commands = [this.#command()];
    while (this.#takeOperator('|')) {
      this.#skipNewlines();
      commands.push(this.#command());
    }
    return { negated, commands };
  }

  #command(): ShellCommand {
    if (this.#takeOperator('(')) {
      const body = this.list([')']);
      this.#requireOperator(')');
      return this.#redirected({
        kind: 'group',
        body,
        subshell: true,
        redirects: [],
      });
    }
    switch (this.#peekWord()) {
      case '{': {
        this.#position += 1;
        const body = this.list(['}']);
        this.#requireWord('}');
        return this.#redirected({
          kind: 'group',
          body,
          subshell: false,
          redirects: [],
        });
      }
      case 'if':
        return this.#redirected(this.#if());
      case 'for':
        return this.#redirected(this.#for());
      case 'while':
      case 'until':
        return this.#redirected(this.#while());
      case 'case':
        return this.#redirected(this.#case());
      default:
        return this.#function() ?? this.#simple();
    }
  }

  #function(): ShellCommand | undefined {
    const name = this.#peekWord();
    const at = (offset: number, text: string) => {
      const token = this.tokens[this.#position + offset];
      return token?.kind === 'operator' && token.text === text;
    };
    if (!name || !at(1, '(') || !at(2, ')')) {
      return undefined;
    }
    this.#position += 3;
    this.#skipNewlines();
    return { kind: 'function', name, body: this.#command() };
  }

  #if(): ShellCommand & { redirects: Redirect[] } {
    const branches: Array<{ condition: ShellList; body: ShellList }> = [];
    this.#position += 1;
    for (;;) {
      const condition = this.list(['then']);
      this.#requireWord('then');
      branches.push({ condition, body: this.list(['elif', 'else', 'fi']) });
      if (!this.#takeWord('elif')) {
        break;
      }
    }
    const otherwise = this.#takeWord('else') ? this.list(['fi']) : undefined;
    this.#requireWord('fi');
    return { kind: 'if', branches, otherwise, redirects: [] };
  }

  #for(): ShellCommand & { redirects: Redirect[] } {
    this.#position += 1;
    const variable = this.#peekWord();
    if (!variable) {
      throw this.#unexpected();
    }
    this.#position += 1;
    const words: Word[] = [];
    if (this.#takeWord('in')) {
      for (;;) {
        const token = this.tokens[this.#position];
        if (token?.kind !== 'word') {
          break;
        }
        words.push(token.word);
        this.#position += 1;
      }
    }
    return {
      kind: 'for',
      variable,
      words,
      body: this.#loopBody(),
      redirects: [],
    };
  }

  #while(): ShellCommand & { redirects: Redirect[] } {
    const until = this.#peekWord() === 'until';
    this.#position += 1;
    const condition = this.list(['do']);
    return {
      kind: 'while',
      until,
      condition,
      body: this.#loopBody(),
      redirects: [],
    };
  }

  #loopBody(): ShellList {
    while (this.#takeOperator('\n', ';')) {
      // Before `do`.
    }
    this.#requireWord('do');
    const body = this.list(['done']);
    this.#requireWord('done');
    return body;
  }

  #case(): ShellCommand & { redirects: Redirect[] } {
    this.#position += 1;
    const subject = this.#word();
    this.#skipNewlines();
    this.#requireWord('in');
    const branches: Array<{ patterns: Word[]; body: ShellList }> = [];
    this.#skipNewlines();
    while (this.#peekWord() !== 'esac') {
      this.#takeOperator('(');
      const patterns = [this.#word()];
      while (this.#takeOperator('|')) {
        patterns.push(this.#word());
      }
      this.#requireOperator(')');
      branches.push({ patterns, body: this.list([';;', 'esac']) });
      this.#takeOperator(';;');
      this.#skipNewlines();
    }
    this.#requireWord('esac');
    return { kind: 'case', subject, branches, redirects: [] };
  }

  #simple(): ShellCommand {
    if (reserved.has(this.#peekWord() ?? '')) {
      throw this.#unexpected();
    }
    const assignments: Array<{ name: string; value: Word }> = [];
    const words: Word[] = [];
    const redirects: Redirect[] = [];
    for (;;) {
      const token = this.tokens[this.#position];
      if (token?.kind === 'redirect') {
        redirects.push(this.#redirect());
      } else if (token?.kind === 'word') {
        this.#position += 1;
        const assigned = words.length === 0 && splitAssignment(token.word);
        if (assigned) {
          assignments.push(assigned);
        } else {
          words.push(token.word);
        }
      } else {
        break;
      }
    }
    if (assignments.length + words.length + redirects.length === 0) {
      throw this.#unexpected();
    }
    return { kind: 'simple', assignments, words, redirects };
  }

  #redirected(command: ShellCommand & { redirects: Redirect[] }): ShellCommand {
    while (this.tokens[this.#position]?.kind === 'redirect') {
      command.redirects.push(this.#redirect());
    }
    return command;
  }

  #redirect(): Redirect {
    const token = this.tokens[this.#position] as ShellToken & {
      kind: 'redirect';
    };
    this.#position += 1;
    if (token.operator === '<<') {
      return { descriptor: 0, operator: '<<', target: token.here ?? [] };
    }
    const target = this.#word();
    if (token.operator === '>&') {
      return {
        descriptor: token.descriptor,
        operator: '>',
        target: [{ kind: 'text', text: '&', quoted: false }, ...target],
      };
    }
    return {
      descriptor: token.operator === '&>' ? 1 : token.descriptor,
      operator:
        token.operator === '>>' || token.operator === '<'
          ? token.operator
          : '>',
      target,
    };
  }

  #word(): Word {
    const token = this.tokens[this.#position];
    if (token?.kind !== 'word') {
      throw this.#unexpected();
    }
    this.#position += 1;
    return token.word;
  }

  /** The next token when it is a plain, unquoted word. */
  #peekWord(): string | undefined {
    const token = this.tokens[this.#position];
    if (token?.kind !== 'word' || token.word.length !== 1) {
      return undefined;
    }
    const [part] = token.word;
    return part.kind === 'text' && !part.quoted ? part.text : undefined;
  }

  #isAt(ends: string[]) {
    const token = this.tokens[this.#position];
    return token?.kind === 'operator'
      ? ends.includes(token.text)
      : ends.includes(this.#peekWord() ?? '\0');
  }

  #takeWord(text: string): boolean {
    if (this.#peekWord() === text) {
      this.#position += 1;
      return true;
    }
    return false;
  }

  #requireWord(text: string) {
    if (!this.#takeWord(text)) {
      throw this.#unexpected();
    }
  }

  #takeOperator(...texts: string[]): string | undefined {
    const token = this.tokens[this.#position];
    if (token?.kind === 'operator' && texts.includes(token.text)) {
      this.#position += 1;
      return token.text;
    }
    return undefined;
  }

  #requireOperator(text: string) {
    if (!this.#takeOperator(text)) {
      throw this.#unexpected();
    }
  }

  #skipNewlines() {
    while (this.#takeOperator('\n')) {
      // Blank lines.
    }
  }

  #unexpected() {
    const token = this.tokens[this.#position];
    const shown =
      token?.kind === 'operator'
        ? token.text.replace('\n', 'newline')
        : this.#peekWord() ?? (token ? 'word' : 'end of file');
    return new ShellSyntaxError(
      `syntax error near unexpected token \`${shown}'`,
    );
  }
}

function splitAssignment(word: Word) {
  const [first, ...rest] = word;
  if (first?.kind !== 'text' || first.quoted) {
    return undefined;
  }
  const match = assignment.exec(first.text);
  if (!match) {
    return undefined;
  }
  const text = first.text.slice(match[0].length);
  const value: Word = text
    ? [{ kind: 'text', text, quoted: false }, ...rest]
    : rest;
  return { name: match[1], value };
}

/** Parses a script in the language of POSIX shells. @throws ShellSyntaxError */
export function parseShell(script: string): ShellList {
  const parser = new Parser(tokenizeShell(script));
  const list = parser.list([]);
  parser.expectEnd();
  return list;
}
