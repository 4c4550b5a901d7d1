/** A pattern of paths: `*` stands for anything within a segment, `**` for any number of segments, also none. */
export class PathPattern {
  readonly #expression: RegExp;

  /** @param pattern - begins with a slash */
  constructor(pattern: string) {
    const segments = pattern.split('/').slice(1);
    const source = segments
      .map(segment =>
        segment === '**'
          ? '(?:/[^/]+)*'
          : `/${segment.split('*').map(literal).join('[^/]*')}`,
      )
      .join('');
    this.#expression = new RegExp(`^${source}/?$`);
  }

  matches(path: string): boolean {
    return this.#expression.test(path.split('/').map(canonical).join('/'));
  }
}

function literal(text: string): string {
  return canonical(text).replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** The same bytes for the same segment, however its sender escapes it. */
function canonical(segment: string): string {
  try {
    return encodeURIComponent(decodeURIComponent(segment));
  } catch {
    return segment;
  }
}
