const cache = new Map<string, RegExp>();

/**
 * Whether a value matches a glob of `*`, `?`, `[...]` and `{a,b}`. With a separator `*` and `?` don't cross it and `**` does.
 */
export function globMatch(
  pattern: string,
  value: string,
  separator?: string,
): boolean {
  const key = `${separator ?? ''}\u0000${pattern}`;
  let expression = cache.get(key);
  if (!expression) {
    if (cache.size > 2_000) {
      cache.clear();
    }
    expression = compile(pattern, separator);
    cache.set(key, expression);
  }
  return expression.test(value);
}

function compile(pattern: string, separator?: string): RegExp {
  const any = separator ? `[^${escape(separator)}]` : '[\\s\\S]';
  let source = '';
  let alternatives = 0;
  for (let i = 0; i < pattern.length; i++) {
    const character = pattern[i];
    if (character === '*') {
      if (pattern[i + 1] === '*') {
        source += '[\\s\\S]*';
        i++;
      } else {
        source += `${any}*`;
      }
    } else if (character === '?') {
      source += any;
    } else if (character === '[' && pattern.indexOf(']', i + 2) > 0) {
      const end = pattern.indexOf(']', i + 2);
      const set = pattern.slice(i + 1, end).replace(/\\/g, '\\\\');
      source += `[${set.startsWith('!') ? `^${set.slice(1)}` : set}]`;
      i = end;
    } else if (character === '{') {
      source += '(?:';
      alternatives++;
    } else if (character === '}' && alternatives > 0) {
      source += ')';
      alternatives--;
    } else if (character === ',' && alternatives > 0) {
      source += '|';
    } else {
      source += escape(character);
    }
  }
  return new RegExp(`^${source}${')'.repeat(alternatives)}$`);
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
}
