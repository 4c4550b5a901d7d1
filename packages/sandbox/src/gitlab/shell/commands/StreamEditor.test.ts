import { StreamEditor } from './StreamEditor';

function sed(
  script: string | string[],
  text: string,
  options: { extended?: boolean; quiet?: boolean } = {},
) {
  return new StreamEditor([script].flat(), {
    extended: false,
    quiet: false,
    ...options,
  }).edit(text);
}

describe('StreamEditor', () => {
  it.each([
    ['s/a/b/', 'aa\naa\n', 'ba\nba\n'],
    ['s/a/b/g', 'aa\n', 'bb\n'],
    ['s/a/b/2', 'aaa\n', 'aba\n'],
    ['s|^  tag: .*|  tag: x|', 'image:\n  tag: y\n', 'image:\n  tag: x\n'],
    ['s|/dev.yaml$|/staging.yaml|g', '- a/dev.yaml\n', '- a/staging.yaml\n'],
    ['s/\\(a\\)\\(b\\)/\\2\\1/', 'ab\n', 'ba\n'],
    ['s/a+/x/', 'aa a+\n', 'aa x\n'],
    ['s/a.c/[&]/', 'abc\n', '[abc]\n'],
    ['s#a/b#c#', 'a/b\n', 'c\n'],
    ['s/[[:space:]]*$//', 'a  \n', 'a\n'],
    ['s/A/x/I', 'a\n', 'x\n'],
    ['2d', 'a\nb\nc\n', 'a\nc\n'],
    ['/b/,$d', 'a\nb\nc\n', 'a\n'],
    ['/^#/!s/a/b/', '#a\na\n', '#a\nb\n'],
    ['$s/c/z/', 'c\nc\n', 'c\nz\n'],
    ['s/a/1/;s/b/2/', 'ab\n', '12\n'],
    ['s/x/y/', 'no newline x', 'no newline y'],
    ['s/a$b/c/', 'a$b\n', 'c\n'],
  ])('%s', (script, text, expected) => {
    expect(sed(script, text)).toBe(expected);
  });

  it('takes several scripts, extended patterns and -n', () => {
    expect(sed(['s/a/b/', 's/b/c/'], 'a\n')).toBe('c\n');
    expect(sed('s/(a+)-(b)/\\2\\1/', 'aa-b\n', { extended: true })).toBe(
      'baa\n',
    );
    expect(sed('/b/p', 'a\nb\n', { quiet: true })).toBe('b\n');
  });

  it('refuses what it does not know', () => {
    expect(() => sed('y/abc/xyz/', 'a\n')).toThrow('unsupported command');
    expect(() => sed('s/a', 'a\n')).toThrow('unterminated');
  });
});
