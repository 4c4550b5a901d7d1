const MAX_LINES = 3;
const MAX_LENGTH = 300;

/**
 * What Atlantis says went wrong, short enough to read and without secrets: its own sentences and the titles of errors, never
 * the output around them, which may quote what a provider was configured with.
 *
 * @param note - Atlantis' note on the merge request
 */
export function explainFailure(note: string | undefined): string | undefined {
  const sentences = (note ?? '').split('\n').flatMap(line => {
    const [, own, title] =
      /^\*\*(?:Plan|Apply) (?:Failed|Error)\*\*:?\s+(.+)$|^(?:[│|╷]\s*)?\s*Error: (.+)$/.exec(
        line,
      ) ?? [];
    return own ?? title ?? [];
  });
  const text = [...new Set(sentences)]
    .slice(0, MAX_LINES)
    .map(redact)
    .join(' ');
  return text ? text.slice(0, MAX_LENGTH) : undefined;
}

/** Titles can quote values as well: addresses with a password, and long words that look like keys. */
function redact(title: string): string {
  return (
    title
      // eslint-disable-next-line no-control-regex
      .replace(/[\x00-\x1f\x7f]/g, ' ')
      .replace(/\/\/[^\s/@]+@/g, '//[withheld]@')
      .replace(
        /\b(\w*(?:password|secret|token|key|sig|signature))(\s*[=:]\s*)\S+/gi,
        '$1$2[withheld]',
      )
      .replace(/[A-Za-z0-9+_=-]{40,}/g, '[withheld]')
      .trim()
  );
}
