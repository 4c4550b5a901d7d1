/** Whether text matches a shell pattern as a whole. */
export function matchesGlob(pattern: string, text: string): boolean {
  return new RegExp(`^${globSource(pattern, '.*')}$`, 's').test(text);
}

/** A shell pattern as a regular expression without anchors. @param star - what `*` becomes: `.*` or `.*?` */
export function globSource(pattern: string, star: string) {
  return pattern.replace(
    /\\(.)|\[!?[^\]]+\]|[*?.+^${}()|[\]\\]/g,
    (symbol, escaped?: string) => {
      if (escaped !== undefined) {
        return `\\${escaped}`.replace(/\\([\w\s])/, '$1');
      }
      if (symbol.length > 1) {
        return symbol.replace('[!', '[^');
      }
      if (symbol === '*') {
        return star;
      }
      return symbol === '?' ? '.' : `\\${symbol}`;
    },
  );
}
