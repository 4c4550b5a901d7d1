/** Whether a path, or a folder above it, matches one of the patterns and none of those after it that begin with `!`. */
export function matchesPatterns(patterns: string[], path: string): boolean {
  let matched = false;
  for (const pattern of patterns) {
    const excludes = pattern.startsWith('!');
    if (isMatch(excludes ? pattern.slice(1) : pattern, path)) {
      matched = !excludes;
    }
  }
  return matched;
}

function isMatch(pattern: string, path: string): boolean {
  const source = pattern
    .split(/(\*\*\/|\*\*|\*|\?)/)
    .map(part => {
      switch (part) {
        case '**/':
          return '(?:.*/)?';
        case '**':
          return '.*';
        case '*':
          return '[^/]*';
        case '?':
          return '[^/]';
        default:
          return part.replace(/[.+^${}()|[\]\\]/g, '\\$&');
      }
    })
    .join('');
  return new RegExp(`^${source}(?:/.*)?$`).test(path);
}
