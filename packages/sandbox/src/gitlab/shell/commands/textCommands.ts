import type { CommandCall, CommandResult, ShellBuiltin } from '../ShellSession';
import { regularExpression } from './regularExpression';
import { SedError, StreamEditor } from './StreamEditor';

/** Commands that read and print text. */
export const textCommands: Record<string, ShellBuiltin> = {
  echo: ({ args }) => {
    const flags = args[0]?.match(/^-[neE]+$/) ? args[0] : '';
    const words = flags ? args.slice(1) : args;
    const text = words.join(' ');
    return {
      code: 0,
      out: `${flags.includes('e') ? unescape(text) : text}${
        flags.includes('n') ? '' : '\n'
      }`,
    };
  },
  printf: ({ args }) => ({
    code: 0,
    out: format(args[0] ?? '', args.slice(1)),
  }),
  cat: call => eachInput(call, 'cat', text => text),
  head: call =>
    eachInput(call, 'head', (text, count) => firstLines(text, count)),
  tail: call =>
    eachInput(call, 'tail', (text, count) =>
      lines(text)
        .slice(-count)
        .map(line => `${line}\n`)
        .join(''),
    ),
  sort: call =>
    eachInput(call, 'sort', text => {
      const sorted = lines(text).sort();
      const unique = call.args.includes('-u') ? [...new Set(sorted)] : sorted;
      return unique.map(line => `${line}\n`).join('');
    }),
  tr: ({ args, input }) => ({ code: 0, out: translate(args, input) }),
  cut: call => eachInput(call, 'cut', text => cut(text, call.args)),
  wc: call =>
    eachInput(
      call,
      'wc',
      text =>
        `${call.args.includes('-c') ? text.length : lines(text).length}\n`,
    ),
  basename: ({ args: [path = '', suffix = ''] }) => {
    const name = path.replace(/\/+$/, '').split('/').pop() ?? '';
    const bare =
      suffix && name.endsWith(suffix) ? name.slice(0, -suffix.length) : name;
    return { code: 0, out: `${bare}\n` };
  },
  dirname: ({ args: [path = ''] }) => ({
    code: 0,
    out: `${path.includes('/') ? path.replace(/\/[^/]*$/, '') || '/' : '.'}\n`,
  }),
  date: ({ args }) => ({
    code: 0,
    out: `${
      args.some(arg => arg.includes('%s'))
        ? Math.floor(Date.now() / 1000)
        : new Date().toISOString()
    }\n`,
  }),
  envsubst: ({ session, input }) => ({
    code: 0,
    out: input.replace(
      /\$(\w+)|\$\{(\w+)\}/g,
      (_all, plain, braced) => session.variable(plain ?? braced) ?? '',
    ),
  }),
  grep: call => grep(call),
  sed: call => sed(call),
};

async function eachInput(
  { session, args, input }: CommandCall,
  command: string,
  transform: (text: string, count: number) => string,
): Promise<CommandResult> {
  const valued = { cut: /^-[dfc]$/, head: /^-[nc]$/, tail: /^-[nc]$/ }[command];
  let count = 10;
  const files: string[] = [];
  for (let index = 0; index < args.length; index += 1) {
    const arg = args[index];
    if (valued?.test(arg)) {
      index += 1;
      count = Number(args[index]) || count;
    } else if (/^-n?\d+$/.test(arg)) {
      count = Number(arg.replace(/\D/g, ''));
    } else if (!arg.startsWith('-') || arg === '-') {
      files.push(arg);
    }
  }
  let text = files.length === 0 ? input : '';
  let error = '';
  for (const file of files) {
    const content =
      file === '-' ? input : await session.files.read(session.resolve(file));
    if (content === undefined) {
      error += `${command}: ${file}: No such file or directory\n`;
    } else {
      text += content.toString();
    }
  }
  return { code: error ? 1 : 0, out: transform(text, count), error };
}

async function grep({ session, args, input }: CommandCall) {
  const flags = args.filter(arg => /^-[a-zA-Z]+$/.test(arg)).join('');
  const words = args.filter(arg => !/^-[a-zA-Z]+$/.test(arg) && arg !== '--');
  const [pattern = '', ...files] = words;
  const regex = flags.includes('F')
    ? new RegExp(pattern.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    : regularExpression(pattern, {
        extended: flags.includes('E') || flags.includes('P'),
        ignoreCase: flags.includes('i'),
      });
  let text = files.length === 0 ? input : '';
  for (const file of files) {
    const content = await session.files.read(session.resolve(file));
    if (content === undefined) {
      return { code: 2, error: `grep: ${file}: No such file or directory\n` };
    }
    text += content.toString();
  }
  const found = lines(text).filter(
    line => regex.test(line) !== flags.includes('v'),
  );
  const shown = flags.includes('o')
    ? found.map(line => regex.exec(line)?.[0] ?? '')
    : found;
  let out = shown.map(line => `${line}\n`).join('');
  if (flags.includes('q')) {
    out = '';
  } else if (flags.includes('c')) {
    out = `${found.length}\n`;
  }
  return { code: found.length > 0 ? 0 : 1, out };
}

async function sed({ session, args, input }: CommandCall) {
  const scripts: string[] = [];
  const words: string[] = [];
  let inPlace = false;
  let extended = false;
  let quiet = false;
  for (let index = 0; index < args.length; index += 1) {
    const arg = args[index];
    if (arg === '-e' || arg === '--expression') {
      index += 1;
      scripts.push(args[index] ?? '');
    } else if (/^-(i.*|-in-place.*)$/.test(arg)) {
      inPlace = true;
    } else if (/^-[nErsz]+$/.test(arg)) {
      extended ||= /[Er]/.test(arg);
      quiet ||= arg.includes('n');
    } else {
      words.push(arg);
    }
  }
  const files = scripts.length > 0 ? words : words.slice(1);
  try {
    const editor = new StreamEditor(
      scripts.length > 0 ? scripts : words.slice(0, 1),
      { extended, quiet },
    );
    let out = files.length === 0 ? editor.edit(input) : '';
    for (const file of files) {
      const path = session.resolve(file);
      const content = await session.files.read(path);
      if (content === undefined) {
        return {
          code: 2,
          out,
          error: `sed: can't read ${file}: No such file or directory\n`,
        };
      }
      const edited = editor.edit(content.toString());
      if (inPlace) {
        session.files.write(path, edited);
      } else {
        out += edited;
      }
    }
    return { code: 0, out };
  } catch (error) {
    if (error instanceof SedError || error instanceof SyntaxError) {
      return { code: 1, error: `sed: ${error.message}\n` };
    }
    throw error;
  }
}

function format(template: string, args: string[]): string {
  const rest = [...args];
  let text = '';
  do {
    text += unescape(template).replace(/%(?:%|[-0-9.]*([sdq]))/g, symbol =>
      symbol === '%%' ? '%' : rest.shift() ?? '',
    );
  } while (rest.length > 0 && /%[-0-9.]*[sdq]/.test(template));
  return text;
}

function unescape(text: string) {
  const escapes: Record<string, string> = { n: '\n', t: '\t', '\\': '\\' };
  return text.replace(/\\([nt\\])/g, (_all, char: string) => escapes[char]);
}

function translate(args: string[], input: string): string {
  const sets = args.filter(arg => !arg.startsWith('-')).map(characters);
  if (args.includes('-d')) {
    return [...input].filter(char => !sets[0]?.includes(char)).join('');
  }
  const [from = [], to = []] = sets;
  return [...input]
    .map(char => {
      const index = from.indexOf(char);
      return index < 0 ? char : to[Math.min(index, to.length - 1)] ?? char;
    })
    .join('');
}

function characters(set: string): string[] {
  const named = set
    .replace('[:upper:]', 'A-Z')
    .replace('[:lower:]', 'a-z')
    .replace('[:digit:]', '0-9')
    .replace('[:space:]', ' \\n\\t');
  const ranges = unescape(named).replace(/(.)-(.)/gs, (_all, from, to) =>
    Array.from(
      { length: to.charCodeAt(0) - from.charCodeAt(0) + 1 },
      (_value, index) => String.fromCharCode(from.charCodeAt(0) + index),
    ).join(''),
  );
  return [...ranges];
}

function cut(text: string, args: string[]): string {
  const option = (name: string) => {
    const index = args.findIndex(arg => arg.startsWith(name));
    return index < 0 ? undefined : args[index].slice(2) || args[index + 1];
  };
  const characterRange = option('-c');
  const pick = (parts: string[], range: string, glue: string) => {
    const [from, to = from] = range.split('-');
    return parts
      .slice((Number(from) || 1) - 1, to === '' ? undefined : Number(to))
      .join(glue);
  };
  const delimiter = option('-d') ?? '\t';
  return lines(text)
    .map(line =>
      characterRange
        ? pick([...line], characterRange, '')
        : pick(line.split(delimiter), option('-f') ?? '1', delimiter),
    )
    .map(line => `${line}\n`)
    .join('');
}

function firstLines(text: string, count: number) {
  return lines(text)
    .slice(0, count)
    .map(line => `${line}\n`)
    .join('');
}

function lines(text: string): string[] {
  const all = text.split('\n');
  if (all[all.length - 1] === '') {
    all.pop();
  }
  return all;
}
