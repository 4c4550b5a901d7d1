import { posix } from 'node:path';
import type { CommandCall, ShellBuiltin } from '../ShellSession';

/** Commands that move about in the simulated file system and change it. */
export const fileCommands: Record<string, ShellBuiltin> = {
  cd: ({ session, args }) => {
    const target = session.resolve(
      args.find(arg => !arg.startsWith('-')) ?? '/builds',
    );
    if (!session.files.isDirectory(target)) {
      return {
        code: 1,
        error: `sh: cd: can't cd to ${args[0]}: No such file or directory\n`,
      };
    }
    session.directory = target;
    return { code: 0 };
  },
  pwd: ({ session }) => ({ code: 0, out: `${session.directory}\n` }),
  ls: ({ session, args }) => {
    const path = session.resolve(args.find(arg => !arg.startsWith('-')) ?? '.');
    if (session.files.get(path)) {
      return { code: 0, out: `${path}\n` };
    }
    return session.files.isDirectory(path)
      ? {
          code: 0,
          out: session.files
            .list(path)
            .map(name => `${name}\n`)
            .join(''),
        }
      : {
          code: 2,
          error: `ls: cannot access '${
            args[args.length - 1]
          }': No such file or directory\n`,
        };
  },
  mkdir: ({ session, args }) => {
    const parents = args.some(arg => /^-\w*p/.test(arg));
    for (const name of names(args)) {
      const path = session.resolve(name);
      if (session.files.exists(path) && !parents) {
        return {
          code: 1,
          error: `mkdir: cannot create directory '${name}': File exists\n`,
        };
      }
      if (!parents && !session.files.isDirectory(posix.dirname(path))) {
        return {
          code: 1,
          error: `mkdir: cannot create directory '${name}': No such file or directory\n`,
        };
      }
      session.files.makeDirectory(path);
    }
    return { code: 0 };
  },
  touch: ({ session, args }) => {
    for (const name of names(args)) {
      const path = session.resolve(name);
      if (!session.files.exists(path)) {
        session.files.write(path, '');
      }
    }
    return { code: 0 };
  },
  rm: ({ session, args }) => {
    const force = args.some(arg => /^-\w*f/.test(arg));
    for (const name of names(args)) {
      const path = session.resolve(name);
      if (!session.files.exists(path) && !force) {
        return {
          code: 1,
          error: `rm: cannot remove '${name}': No such file or directory\n`,
        };
      }
      session.files.remove(path);
    }
    return { code: 0 };
  },
  cp: call => copy(call, false),
  mv: call => copy(call, true),
  chmod: () => ({ code: 0 }),
  test: ({ session, args }) => ({ code: test(session, args) ? 0 : 1 }),
  '[': ({ session, args }) => ({
    code: test(session, args.slice(0, -1)) ? 0 : 1,
  }),
  '[[': ({ session, args }) => ({
    code: test(session, args.slice(0, -1)) ? 0 : 1,
  }),
};

function names(args: string[]) {
  return args.filter(arg => !arg.startsWith('-'));
}

function copy({ session, args }: CommandCall, move: boolean) {
  const { files } = session;
  const paths = names(args);
  const target = session.resolve(paths[paths.length - 1] ?? '');
  for (const name of paths.slice(0, -1)) {
    const source = session.resolve(name);
    if (!files.exists(source)) {
      return {
        code: 1,
        error: `${
          move ? 'mv' : 'cp'
        }: cannot stat '${name}': No such file or directory\n`,
      };
    }
    const destination = files.isDirectory(target)
      ? posix.join(target, posix.basename(source))
      : target;
    if (!files.isDirectory(posix.dirname(destination))) {
      return {
        code: 1,
        error: `${
          move ? 'mv' : 'cp'
        }: cannot create '${name}': No such file or directory\n`,
      };
    }
    for (const path of files.below(source)) {
      files.put(destination + path.slice(source.length), files.get(path)!);
    }
    if (move) {
      files.remove(source);
    }
  }
  return { code: 0 };
}

/** `test`, with one operator or several joined by `-a`, `-o`, `&&` and `||`. */
function test(session: CommandCall['session'], args: string[]): boolean {
  const either = args.findIndex(arg => arg === '-o' || arg === '||');
  if (either > 0) {
    return (
      test(session, args.slice(0, either)) ||
      test(session, args.slice(either + 1))
    );
  }
  const both = args.findIndex(arg => arg === '-a' || arg === '&&');
  if (both > 0) {
    return (
      test(session, args.slice(0, both)) && test(session, args.slice(both + 1))
    );
  }
  if (args[0] === '!') {
    return !test(session, args.slice(1));
  }
  const { files } = session;
  if (args.length >= 3) {
    return compare(args[0], args[1], args[2]);
  }
  const [operator, operand] = args;
  if (operand === undefined) {
    return Boolean(operator);
  }
  const path = session.resolve(operand);
  switch (operator) {
    case '-f':
    case '-s':
      return files.get(path) !== undefined;
    case '-d':
      return files.isDirectory(path);
    case '-e':
    case '-r':
    case '-w':
      return files.exists(path);
    case '-z':
      return operand === '';
    default:
      return operand !== '';
  }
}

function compare(left: string, operator: string, right: string): boolean {
  switch (operator) {
    case '=':
    case '==':
      return left === right;
    case '!=':
      return left !== right;
    case '-eq':
      return Number(left) === Number(right);
    case '-ne':
      return Number(left) !== Number(right);
    case '-gt':
      return Number(left) > Number(right);
    case '-ge':
      return Number(left) >= Number(right);
    case '-lt':
      return Number(left) < Number(right);
    case '-le':
      return Number(left) <= Number(right);
    default:
      return false;
  }
}
