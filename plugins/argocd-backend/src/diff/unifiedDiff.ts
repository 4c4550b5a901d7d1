import { createTwoFilesPatch } from 'diff';

/**
 * Unified diff of two texts with three lines of context, without the header that names times.
 *
 * @param before - undefined when there was no such file
 */
export function unifiedDiff(
  name: string,
  before: string | undefined,
  after: string | undefined,
): string {
  const patch = createTwoFilesPatch(
    before === undefined ? '/dev/null' : `a/${name}`,
    after === undefined ? '/dev/null' : `b/${name}`,
    before ?? '',
    after ?? '',
    undefined,
    undefined,
    { context: 3 },
  );
  return patch.slice(patch.indexOf('---'));
}
