import { LoopControl, ShellExit } from '../ShellControl';
import type { ShellBuiltin } from '../ShellSession';

/** Commands that steer the script itself. */
export const controlCommands: Record<string, ShellBuiltin> = {
  true: () => ({ code: 0 }),
  ':': () => ({ code: 0 }),
  false: () => ({ code: 1 }),
  exit: ({ session, args }) => {
    throw new ShellExit(
      args[0] === undefined ? session.lastCode : Number(args[0]) || 0,
    );
  },
  return: ({ session, args }) => {
    throw new LoopControl('return', Number(args[0] ?? session.lastCode));
  },
  break: () => {
    throw new LoopControl('break');
  },
  continue: () => {
    throw new LoopControl('continue');
  },
  set: ({ session, args }) => {
    for (const arg of args) {
      if (/^-[a-z]*e/.test(arg)) {
        session.exitOnError = true;
      } else if (/^\+[a-z]*e/.test(arg)) {
        session.exitOnError = false;
      }
    }
    return { code: 0 };
  },
  shift: ({ session }) => {
    session.positional = session.positional.slice(1);
    return { code: 0 };
  },
  export: ({ session, args }) => {
    for (const arg of args) {
      const [, name, value] = /^(\w+)=([\s\S]*)$/.exec(arg) ?? [];
      if (name) {
        session.variables.set(name, value);
      }
    }
    return { code: 0 };
  },
  unset: ({ session, args }) => {
    args.forEach(name => session.variables.delete(name));
    return { code: 0 };
  },
  read: ({ session, args, input }) => {
    const name = args.find(arg => !arg.startsWith('-'));
    if (name) {
      session.variables.set(name, input.split('\n', 1)[0]);
    }
    return { code: input === '' ? 1 : 0 };
  },
  eval: async ({ session, args }) => ({
    code: await session.run(args.join(' ')),
  }),
  command: ({ args }) => ({
    code: 0,
    out: args[0] === '-v' ? `/usr/bin/${args[1]}\n` : '',
  }),
  local: call => controlCommands.export(call),
  sleep: () => ({ code: 0 }),
};

for (const shell of ['sh', 'bash']) {
  controlCommands[shell] = async ({ session, args }) => {
    const index = args.indexOf('-c');
    return index < 0 ? { code: 0 } : session.capture(args[index + 1] ?? '');
  };
}
