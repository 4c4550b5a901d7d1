import { regularExpression } from './regularExpression';

type Address =
  | { kind: 'line'; line: number }
  | { kind: 'last' }
  | { kind: 'match'; pattern: RegExp };

interface Instruction {
  from?: Address;
  to?: Address;
  negated: boolean;
  command: 's' | 'd' | 'p' | 'q' | 'a' | 'i' | 'c';
  pattern?: RegExp;
  replacement?: string;
  global?: boolean;
  occurrence?: number;
  print?: boolean;
  text?: string;
}

/** A script that `sed` would not accept. */
export class SedError extends Error {
  override readonly name = 'SedError';
}

/** The part of `sed` that pipelines use: addresses, `s`, `d`, `p`, `q`, `a`, `i` and `c`. */
export class StreamEditor {
  readonly #instructions: Instruction[];

  /** @throws SedError */
  constructor(
    scripts: string[],
    private readonly options: { extended: boolean; quiet: boolean },
  ) {
    this.#instructions = scripts.flatMap(script => this.#parse(script));
  }

  edit(text: string): string {
    const ended = text.endsWith('\n') || text === '';
    const lines = text.split('\n');
    if (ended) {
      lines.pop();
    }
    const active = new Set<Instruction>();
    const output: string[] = [];
    for (const [index, original] of lines.entries()) {
      let line = original;
      let deleted = false;
      let quit = false;
      const after: string[] = [];
      for (const instruction of this.#instructions) {
        const place = {
          line,
          number: index + 1,
          last: index === lines.length - 1,
        };
        if (deleted || !applies(instruction, place, active)) {
          continue;
        }
        switch (instruction.command) {
          case 's': {
            const replaced = substitute(line, instruction);
            if (replaced !== line && instruction.print) {
              output.push(replaced);
            }
            line = replaced;
            break;
          }
          case 'p':
            output.push(line);
            break;
          case 'd':
            deleted = true;
            break;
          case 'q':
            quit = true;
            break;
          case 'a':
            after.push(instruction.text ?? '');
            break;
          case 'i':
            output.push(instruction.text ?? '');
            break;
          default:
            output.push(instruction.text ?? '');
            deleted = true;
        }
      }
      if (!deleted && !this.options.quiet) {
        output.push(line);
      }
      output.push(...after);
      if (quit) {
        break;
      }
    }
    return output.join('\n') + (ended && output.length > 0 ? '\n' : '');
  }

  #parse(script: string): Instruction[] {
    const instructions: Instruction[] = [];
    let rest = script.trimStart();
    while (rest !== '') {
      if (/^[;\s]/.test(rest)) {
        rest = rest.slice(1);
        continue;
      }
      const from = this.#address(rest);
      rest = from.rest;
      const to = rest.startsWith(',')
        ? this.#address(rest.slice(1))
        : undefined;
      rest = (to?.rest ?? rest).trimStart();
      const negated = rest.startsWith('!');
      rest = negated ? rest.slice(1).trimStart() : rest;
      const base = { from: from.address, to: to?.address, negated };
      const command = rest[0];
      if (command === 's') {
        const parsed = this.#substitution(rest);
        instructions.push({ ...base, ...parsed.instruction });
        rest = parsed.rest;
      } else if (/^[aic]/.test(rest)) {
        const [line] = rest.split('\n', 1);
        instructions.push({
          ...base,
          command: command as 'a',
          text: line.slice(1).replace(/^\s*\\?\s*/, ''),
        });
        rest = rest.slice(line.length);
      } else if (/^[dpq]\s*($|[;}\n])/.test(rest)) {
        instructions.push({ ...base, command: command as 'd' });
        rest = rest.slice(1);
      } else {
        throw new SedError(`unsupported command \`${rest.split('\n', 1)[0]}'`);
      }
    }
    return instructions;
  }

  #address(text: string): { address?: Address; rest: string } {
    const number = /^\d+/.exec(text);
    if (number) {
      return {
        address: { kind: 'line', line: Number(number[0]) },
        rest: text.slice(number[0].length),
      };
    }
    if (text.startsWith('$')) {
      return { address: { kind: 'last' }, rest: text.slice(1) };
    }
    if (text.startsWith('/')) {
      const { part, rest } = delimited(text, 1, '/');
      return {
        address: {
          kind: 'match',
          pattern: regularExpression(part, { extended: this.options.extended }),
        },
        rest,
      };
    }
    return { rest: text };
  }

  #substitution(text: string) {
    const delimiter = text[1];
    if (!delimiter || /[\s\\]/.test(delimiter)) {
      throw new SedError("unterminated `s' command");
    }
    const { part: pattern, rest: tail } = delimited(text, 2, delimiter);
    const { part: replacement, rest } = delimited(tail, 0, delimiter);
    const flags = /^[gpiI0-9]*/.exec(rest)?.[0] ?? '';
    const number = /\d+/.exec(flags);
    return {
      instruction: {
        command: 's' as const,
        pattern: regularExpression(pattern, {
          extended: this.options.extended,
          ignoreCase: /[iI]/.test(flags),
          global: true,
        }),
        replacement,
        global: flags.includes('g'),
        occurrence: number ? Number(number[0]) : 1,
        print: flags.includes('p'),
      },
      rest: rest.slice(flags.length),
    };
  }
}

/** Text up to the next unescaped delimiter; an escaped one stands for itself. */
function delimited(text: string, start: number, delimiter: string) {
  let part = '';
  for (let index = start; index < text.length; index += 1) {
    const char = text[index];
    if (char === '\\' && index + 1 < text.length) {
      index += 1;
      part += text[index] === delimiter ? delimiter : `\\${text[index]}`;
    } else if (char === delimiter) {
      return { part, rest: text.slice(index + 1) };
    } else {
      part += char;
    }
  }
  throw new SedError(`unterminated \`s' command or address regex`);
}

function applies(
  instruction: Instruction,
  place: { line: string; number: number; last: boolean },
  active: Set<Instruction>,
): boolean {
  const { from, to, negated } = instruction;
  const at = (address: Address) => {
    switch (address.kind) {
      case 'line':
        return address.line === place.number;
      case 'last':
        return place.last;
      default:
        return address.pattern.test(place.line);
    }
  };
  let result: boolean;
  if (!from) {
    result = true;
  } else if (!to) {
    result = at(from);
  } else if (active.has(instruction)) {
    result = true;
    if (at(to)) {
      active.delete(instruction);
    }
  } else {
    result = at(from);
    if (result && !(to.kind === 'line' && to.line <= place.number)) {
      active.add(instruction);
    }
  }
  return result !== negated;
}

function substitute(line: string, instruction: Instruction): string {
  let count = 0;
  const { pattern, replacement = '', global, occurrence = 1 } = instruction;
  return line.replace(pattern!, (match, ...rest) => {
    count += 1;
    if (count < occurrence || (count > occurrence && !global)) {
      return match;
    }
    const groups = rest.slice(
      0,
      rest.findIndex(value => typeof value === 'number'),
    );
    return replacement.replace(
      /\\([0-9])|\\(.)|&/gs,
      (symbol, group?: string, char?: string) => {
        if (group !== undefined) {
          return group === '0' ? match : groups[Number(group) - 1] ?? '';
        }
        if (char !== undefined) {
          return char === 'n' ? '\n' : char;
        }
        return symbol === '&' ? match : symbol;
      },
    );
  });
}
