import { boundedDiff } from './boundedDiff';
import { unifiedDiff } from './unifiedDiff';

const lines = (count: number, mark: string) =>
  Array.from({ length: count }, (_, line) => `${mark} ${line}\n`).join('');

describe('boundedDiff', () => {
  it('compares line by line what is small, or differs little', () => {
    const before = lines(10_000, 'same');
    const after = before.replace('same 5000\n', 'other\n');
    expect(boundedDiff('a', before, after)).toBe(
      unifiedDiff('a', before, after),
    );
    expect(boundedDiff('a', undefined, 'new\n')).toContain('+new');
  });

  it('shows as replaced what differs too much', () => {
    const frame = (middle: string) =>
      `${lines(5, 'top')}${middle}${lines(5, 'end')}`;
    const diff = boundedDiff(
      'a',
      frame(lines(300, 'old')),
      frame(lines(400, 'new')),
    );
    expect(diff).toMatch(
      /^--- a\/a\n\+\+\+ b\/a\n@@ -3,306 \+3,406 @@\n top 2\n/,
    );
    expect(diff.match(/^-old/gm)).toHaveLength(300);
    expect(diff.match(/^\+new/gm)).toHaveLength(400);
    expect(diff).toMatch(/\n end 0\n end 1\n end 2\n$/);
  });
});
