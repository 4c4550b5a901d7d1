import { evaluateArithmetic } from './evaluateArithmetic';
import { expandParameter } from './expandParameter';
import { matchesGlob } from './matchesGlob';
import type { ShellSession } from './ShellSession';
import type { Word, WordPart } from './ShellSyntax';

/** Expands words as arguments: unquoted results are split at blanks, `*` and `?` find files. */
export async function expandWords(
  session: ShellSession,
  words: Word[],
): Promise<string[]> {
  const expanded: string[] = [];
  for (const word of words) {
    expanded.push(...(await expandToFields(session, word)));
  }
  return expanded;
}

/** Expands one word without splitting, as in assignments. */
export async function expandWord(
  session: ShellSession,
  word: Word,
): Promise<string> {
  let text = '';
  for (const part of word) {
    text += await expandPart(session, part);
  }
  return text;
}

async function expandToFields(session: ShellSession, word: Word) {
  const fields: string[] = [];
  let current: string | undefined;
  let globbed = false;
  for (const part of word) {
    if (part.kind === 'variable' && part.expression === '@' && part.quoted) {
      const [first, ...rest] = session.positional;
      if (first !== undefined) {
        fields.push(...[`${current ?? ''}${first}`, ...rest.slice(0, -1)]);
        current = rest.pop();
        if (current === undefined) {
          current = fields.pop();
        }
      }
      continue;
    }
    const text = await expandPart(session, part);
    if (part.quoted || part.kind === 'text') {
      current = (current ?? '') + text;
      globbed ||= part.kind === 'text' && !part.quoted && /[*?]/.test(text);
      continue;
    }
    for (const [index, piece] of text.split(/[ \t\n]+/).entries()) {
      if (index > 0 && current !== undefined) {
        fields.push(current);
        current = undefined;
      }
      if (piece !== '') {
        current = (current ?? '') + piece;
      }
    }
  }
  if (current !== undefined) {
    fields.push(current);
  }
  return globbed ? fields.flatMap(field => findFiles(session, field)) : fields;
}

function findFiles(session: ShellSession, pattern: string): string[] {
  const directory = pattern.includes('/')
    ? pattern.slice(0, pattern.lastIndexOf('/') + 1)
    : '';
  const name = pattern.slice(directory.length);
  const found = session.files
    .list(session.resolve(directory || '.'))
    .filter(file => !file.startsWith('.') && matchesGlob(name, file))
    .map(file => `${directory}${file}`);
  return found.length > 0 ? found : [pattern];
}

async function expandPart(
  session: ShellSession,
  part: WordPart,
): Promise<string> {
  switch (part.kind) {
    case 'text':
      return part.text;
    case 'variable':
      return expandParameter(session, part.expression);
    case 'command': {
      const { code, out } = await session.capture(part.script);
      session.lastCode = code;
      return out.replace(/\n+$/, '');
    }
    default:
      return String(await evaluateArithmetic(session, part.expression));
  }
}
