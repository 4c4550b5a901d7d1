const classes: Record<string, string> = {
  alnum: 'A-Za-z0-9',
  alpha: 'A-Za-z',
  blank: ' \\t',
  digit: '0-9',
  lower: 'a-z',
  punct: '!-\\/:-@\\[-`{-~',
  space: '\\s',
  upper: 'A-Z',
  xdigit: '0-9A-Fa-f',
};

/** Turns a POSIX pattern, basic (`extended: false`) or extended, into one of JavaScript. */
export function regularExpression(
  pattern: string,
  options: { extended: boolean; ignoreCase?: boolean; global?: boolean },
): RegExp {
  let source = '';
  for (let index = 0; index < pattern.length; index += 1) {
    const char = pattern[index];
    if (char === '[') {
      const end = closingBracket(pattern, index);
      source += bracket(pattern.slice(index + 1, end));
      index = end;
    } else if (char === '\\') {
      index += 1;
      source += escaped(pattern[index] ?? '\\', options.extended);
    } else if (!options.extended && /[+?(){}|]/.test(char)) {
      source += `\\${char}`;
    } else if (!options.extended && char === '*' && /^$|[(^|]$/.test(source)) {
      source += '\\*';
    } else if (!options.extended && char === '^' && !/^$|[(|]$/.test(source)) {
      source += '\\^';
    } else if (
      !options.extended &&
      char === '$' &&
      !/^$|^\\[)|]/.test(pattern.slice(index + 1))
    ) {
      source += '\\$';
    } else {
      source += char === '/' ? '\\/' : char;
    }
  }
  const flags = `${options.global ? 'g' : ''}${options.ignoreCase ? 'i' : ''}`;
  return new RegExp(source, flags);
}

function escaped(char: string, extended: boolean): string {
  if (/[nt]/.test(char)) {
    return `\\${char}`;
  }
  if (/[wWsSbB1-9]/.test(char)) {
    return `\\${char}`;
  }
  if (char === '<' || char === '>') {
    return '\\b';
  }
  if (!extended && /[+?(){}|]/.test(char)) {
    return char;
  }
  return /[A-Za-z0-9]/.test(char) ? char : `\\${char}`;
}

function closingBracket(pattern: string, start: number) {
  let index = start + 1;
  if (pattern[index] === '^') {
    index += 1;
  }
  if (pattern[index] === ']') {
    index += 1;
  }
  while (index < pattern.length && pattern[index] !== ']') {
    const named = /^\[:\w+:\]/.exec(pattern.slice(index));
    index += named ? named[0].length : 1;
  }
  return index;
}

function bracket(content: string) {
  const negated = content.startsWith('^');
  const body = (negated ? content.slice(1) : content)
    .replace(/^\]/, '\\]')
    .split(/(\[:\w+:\])/)
    .map(part => {
      const name = /^\[:(\w+):\]$/.exec(part)?.[1];
      return name
        ? classes[name] ?? ''
        : part.replace(/\\(?!\])/g, '\\\\').replace(/\[/g, '\\[');
    })
    .join('');
  return `[${negated ? '^' : ''}${body}]`;
}
