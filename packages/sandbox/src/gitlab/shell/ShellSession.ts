import { posix } from 'node:path';
import { expandWord, expandWords } from './expandWords';
import { matchesGlob } from './matchesGlob';
import { parseShell } from './parseShell';
import { LoopControl, ShellExit } from './ShellControl';
import type {
  Redirect,
  ShellAndOr,
  ShellCommand,
  ShellList,
  ShellPipeline,
} from './ShellSyntax';
import type { VirtualFiles } from './VirtualFiles';

export interface CommandResult {
  code: number;
  out?: string;
  error?: string;
}

export interface CommandCall {
  session: ShellSession;
  args: string[];
  input: string;
}

/** A command that the simulation knows. Others do nothing, successfully. */
export type ShellBuiltin = (
  call: CommandCall,
) => Promise<CommandResult> | CommandResult;

/** Takes what is written to descriptor 1 or 2. */
type Output = (descriptor: number, text: string) => void;

const maxLoops = 1000;

/** Runs a script in the simulation: shell syntax for real, commands as far as the sandbox knows them. */
export class ShellSession {
  readonly functions = new Map<string, ShellCommand>();
  directory = '/';
  positional: string[] = [];
  lastCode = 0;
  /** Leave at the first failure, as GitLab runs scripts. */
  exitOnError = true;
  #checking = 0;
  #output: Output;

  constructor(
    readonly files: VirtualFiles,
    readonly variables: Map<string, string>,
    private readonly builtins: ReadonlyMap<string, ShellBuiltin>,
    log: (text: string) => void,
  ) {
    this.#output = (_descriptor, text) => log(text);
  }

  resolve(path: string) {
    return posix.resolve(this.directory, path);
  }

  variable(name: string) {
    return this.variables.get(name);
  }

  /** Writes to the standard error of what runs now. */
  complain(text: string) {
    this.#output(2, text);
  }

  /** Runs a script and returns its exit code. @throws ShellExit, ShellSyntaxError */
  run(script: string): Promise<number> {
    return this.#list(parseShell(script), '');
  }

  /** Runs a script for what it prints, as `$(...)` does: nothing of it stays but what it did to files. */
  async capture(
    script: string,
    input = '',
  ): Promise<{ code: number; out: string }> {
    const { directory, exitOnError } = this;
    this.exitOnError = false;
    try {
      return await this.#collect(() => this.#list(parseShell(script), input));
    } finally {
      this.directory = directory;
      this.exitOnError = exitOnError;
    }
  }

  /** Keeps what is printed; errors go where they went. `exit` ends only this part. */
  async #collect(work: () => Promise<number>) {
    const outer = this.#output;
    let out = '';
    this.#output = (descriptor, text) => {
      if (descriptor === 1) {
        out += text;
      } else {
        outer(descriptor, text);
      }
    };
    try {
      const code = await work();
      return { code, out };
    } catch (error) {
      if (error instanceof ShellExit) {
        return { code: error.code, out };
      }
      throw error;
    } finally {
      this.#output = outer;
    }
  }

  async #list(list: ShellList, input: string): Promise<number> {
    let code = 0;
    for (const item of list) {
      code = await this.#andOr(item, input);
      this.lastCode = code;
    }
    return code;
  }

  async #andOr(item: ShellAndOr, input: string): Promise<number> {
    let code = await this.#pipeline(item.first, input, item.rest.length > 0);
    for (const [index, { operator, pipeline }] of item.rest.entries()) {
      if ((operator === '&&') === (code === 0)) {
        const last = index === item.rest.length - 1;
        code = await this.#pipeline(pipeline, input, !last);
      }
    }
    return code;
  }

  /** @param checked - somebody looks at the exit code, so a failure ends nothing */
  async #pipeline(
    pipeline: ShellPipeline,
    input: string,
    checked: boolean,
  ): Promise<number> {
    const lenient = checked || pipeline.negated;
    const [last, ...before] = [...pipeline.commands].reverse();
    let code: number;
    this.#checking += lenient ? 1 : 0;
    try {
      let feed = input;
      for (const command of before.reverse()) {
        const given = feed;
        feed = (await this.#collect(() => this.#command(command, given))).out;
      }
      code = await this.#command(last, feed);
    } finally {
      this.#checking -= lenient ? 1 : 0;
    }
    code = pipeline.negated ? Number(code === 0) : code;
    this.lastCode = code;
    if (code !== 0 && this.exitOnError && this.#checking === 0 && !lenient) {
      throw new ShellExit(code);
    }
    return code;
  }

  async #command(command: ShellCommand, input: string): Promise<number> {
    if (command.kind === 'function') {
      this.functions.set(command.name, command.body);
      return 0;
    }
    const feed = await this.#input(command.redirects, input);
    if (feed === undefined) {
      this.complain('sh: cannot open: no such file\n');
      return 1;
    }
    const outputs = command.redirects.filter(({ operator }) =>
      operator.startsWith('>'),
    );
    return outputs.length === 0
      ? this.#body(command, feed)
      : this.#redirected(outputs, () => this.#body(command, feed));
  }

  async #body(
    command: Exclude<ShellCommand, { kind: 'function' }>,
    input: string,
  ): Promise<number> {
    switch (command.kind) {
      case 'simple':
        return this.#simple(command, input);
      case 'group':
        return command.subshell
          ? this.#subshell(command.body, input)
          : this.#list(command.body, input);
      case 'if':
        for (const { condition, body } of command.branches) {
          if ((await this.#condition(condition, input)) === 0) {
            return this.#list(body, input);
          }
        }
        return command.otherwise ? this.#list(command.otherwise, input) : 0;
      case 'for': {
        const values = await expandWords(this, command.words);
        return this.#loop(values, async value => {
          this.variables.set(command.variable, value);
          return this.#list(command.body, input);
        });
      }
      case 'while': {
        const rounds = Array.from({ length: maxLoops }, () => '');
        return this.#loop(rounds, async () => {
          const code = await this.#condition(command.condition, input);
          if ((code === 0) === command.until) {
            throw new LoopControl('break');
          }
          return this.#list(command.body, input);
        });
      }
      default: {
        const subject = await expandWord(this, command.subject);
        for (const { patterns, body } of command.branches) {
          for (const pattern of patterns) {
            if (matchesGlob(await expandWord(this, pattern), subject)) {
              return this.#list(body, input);
            }
          }
        }
        return 0;
      }
    }
  }

  async #simple(
    command: ShellCommand & { kind: 'simple' },
    input: string,
  ): Promise<number> {
    const [name, ...args] = await expandWords(this, command.words);
    const before = command.assignments.map(
      assignment =>
        [assignment.name, this.variables.get(assignment.name)] as const,
    );
    for (const { name: variable, value } of command.assignments) {
      this.variables.set(variable, await expandWord(this, value));
    }
    if (name === undefined) {
      return 0;
    }
    try {
      return await this.#call(name, args, input);
    } finally {
      for (const [variable, value] of before) {
        if (value === undefined) {
          this.variables.delete(variable);
        } else {
          this.variables.set(variable, value);
        }
      }
    }
  }

  async #call(name: string, args: string[], input: string): Promise<number> {
    const body = this.functions.get(name);
    if (body) {
      const { positional } = this;
      this.positional = args;
      try {
        return await this.#command(body, input);
      } catch (error) {
        if (error instanceof LoopControl && error.kind === 'return') {
          return error.code;
        }
        throw error;
      } finally {
        this.positional = positional;
      }
    }
    const builtin = this.builtins.get(posix.basename(name));
    if (!builtin) {
      return 0;
    }
    const result = await builtin({ session: this, args, input });
    if (result.error) {
      this.#output(2, result.error);
    }
    if (result.out) {
      this.#output(1, result.out);
    }
    return result.code;
  }

  async #subshell(body: ShellList, input: string): Promise<number> {
    const { directory } = this;
    try {
      return await this.#list(body, input);
    } catch (error) {
      if (error instanceof ShellExit) {
        return error.code;
      }
      throw error;
    } finally {
      this.directory = directory;
    }
  }

  async #condition(list: ShellList, input: string): Promise<number> {
    this.#checking += 1;
    try {
      return await this.#list(list, input);
    } finally {
      this.#checking -= 1;
    }
  }

  async #loop(
    values: string[],
    work: (value: string) => Promise<number>,
  ): Promise<number> {
    let code = 0;
    for (const value of values) {
      try {
        code = await work(value);
      } catch (error) {
        if (!(error instanceof LoopControl) || error.kind === 'return') {
          throw error;
        }
        code = 0;
        if (error.kind === 'break') {
          break;
        }
      }
    }
    return code;
  }

  async #input(redirects: Redirect[], input: string) {
    let feed: string | undefined = input;
    for (const { operator, target } of redirects) {
      if (operator === '<<') {
        feed = await expandWord(this, target);
      } else if (operator === '<') {
        const file = this.resolve(await expandWord(this, target));
        feed =
          file === '/dev/null' ? '' : (await this.files.read(file))?.toString();
      }
    }
    return feed;
  }

  async #redirected(redirects: Redirect[], work: () => Promise<number>) {
    const outer = this.#output;
    const sinks = new Map<number, Output | string>();
    for (const { descriptor, operator, target } of redirects) {
      const name = await expandWord(this, target);
      if (name === '&1' || name === '&2') {
        const other = Number(name.slice(1));
        sinks.set(
          descriptor,
          sinks.get(other) ?? ((_from, text) => outer(other, text)),
        );
        continue;
      }
      const path = this.resolve(name);
      sinks.set(descriptor, path);
      if (path === '/dev/null') {
        continue;
      }
      if (!this.files.isDirectory(posix.dirname(path))) {
        this.complain(`sh: can't create ${name}: nonexistent directory\n`);
        return 1;
      }
      if (operator === '>' || !this.files.get(path)) {
        this.files.write(path, '');
      }
    }
    const written = new Map<string, string>();
    this.#output = (descriptor, text) => {
      const sink = sinks.get(descriptor);
      if (typeof sink === 'string') {
        written.set(sink, `${written.get(sink) ?? ''}${text}`);
      } else {
        (sink ?? outer)(descriptor, text);
      }
    };
    try {
      return await work();
    } finally {
      this.#output = outer;
      for (const [path, text] of written) {
        if (path !== '/dev/null') {
          const before = (await this.files.read(path))?.toString() ?? '';
          this.files.write(path, before + text);
        }
      }
    }
  }
}
