import { controlCommands } from './commands/controlCommands';
import { fileCommands } from './commands/fileCommands';
import { textCommands } from './commands/textCommands';
import { ShellExit } from './ShellControl';
import { ShellSession } from './ShellSession';
import { VirtualFiles } from './VirtualFiles';

function makeSession(variables: Record<string, string> = {}) {
  const files = new VirtualFiles();
  files.makeDirectory('/work');
  let log = '';
  const session = new ShellSession(
    files,
    new Map(Object.entries(variables)),
    new Map(
      Object.entries({ ...controlCommands, ...fileCommands, ...textCommands }),
    ),
    text => {
      log += text;
    },
  );
  session.directory = '/work';
  return {
    session,
    files,
    async run(script: string) {
      log = '';
      try {
        return { code: await session.run(script), log };
      } catch (error) {
        if (error instanceof ShellExit) {
          return { code: error.code, log, exited: true };
        }
        throw error;
      }
    },
    read: async (path: string) =>
      (await files.read(session.resolve(path)))?.toString(),
  };
}

describe('ShellSession', () => {
  it.each([
    ['echo "$A"  b', { A: 'x  y' }, 'x  y b\n'],
    ['echo $A b', { A: 'x  y' }, 'x y b\n'],
    ['echo \'$A\' "\\$A" \\$A', { A: 'x' }, '$A $A $A\n'],
    ['echo "${IMAGE%%/*}" ${IMAGE##*/}', { IMAGE: 'host/a/b:1' }, 'host b:1\n'],
    ['echo ${A:-none} ${B-x} ${C:+set}', { B: '', C: '1' }, 'none set\n'],
    ['echo ${A%.git} ${A#x} ${#A}', { A: 'x/y.git' }, 'x/y /y.git 7\n'],
    ['echo ${A/a/o}${A//a/o} ${A:1:2}', { A: 'banana' }, 'bonanabonono an\n'],
    ['echo "$(echo inner | tr a-z A-Z)!"', {}, 'INNER!\n'],
    ['echo `echo back`', {}, 'back\n'],
    ['echo $((COUNT + 2))', { COUNT: '40' }, '42\n'],
    ['for i in a b c; do echo -n "$i,"; done', {}, 'a,b,c,'],
    ['if [ "$A" = x ]; then echo yes; else echo no; fi', { A: 'x' }, 'yes\n'],
    [
      'case "$A" in v[0-9]*) echo tag;; *) echo no;; esac',
      { A: 'v12' },
      'tag\n',
    ],
    [
      'f() { echo "$1-$2"; return 3; echo never; }; f a b || echo $?',
      {},
      'a-b\n3\n',
    ],
    ['cat <<EOF\nhello $A\nEOF', { A: 'you' }, 'hello you\n'],
    ["cat <<'EOF'\nhello $A\nEOF", { A: 'you' }, 'hello $A\n'],
    ['! false && echo not', {}, 'not\n'],
    ['true || echo no; false || echo or', {}, 'or\n'],
    ['echo one; # a comment\necho two # another', {}, 'one\ntwo\n'],
    ['(cd /; pwd); pwd', {}, '/\n/work\n'],
    ['A=local; B=$A echo $B; echo "[$B]"', {}, '\n[]\n'],
    ['printf "%s=%s\\n" a 1 b 2', {}, 'a=1\nb=2\n'],
    ['echo a:b:c | cut -d: -f2', {}, 'b\n'],
    ['unknown-tool --flag && echo went on', {}, 'went on\n'],
  ])('%s', async (script, variables, expected) => {
    const { run } = makeSession(variables as Record<string, string>);
    expect((await run(script)).log).toBe(expected);
  });

  it('leaves at the first failure, as GitLab does', async () => {
    const { run } = makeSession();
    expect(await run('echo a\nfalse\necho b')).toEqual({
      code: 1,
      log: 'a\n',
      exited: true,
    });
    expect(await run('false || true; echo c')).toMatchObject({ log: 'c\n' });
    expect(await run('if false; then echo x; fi; echo d')).toMatchObject({
      log: 'd\n',
    });
    expect(await run('set +e; false; echo e')).toMatchObject({ log: 'e\n' });
  });

  it('keeps what was printed before exit', async () => {
    const { run } = makeSession();
    expect(await run('if true; then echo done already; exit 0; fi')).toEqual({
      code: 0,
      log: 'done already\n',
      exited: true,
    });
    expect(await run('{ echo x; exit 4; }')).toMatchObject({
      code: 4,
      log: 'x\n',
    });
  });

  it('reads and writes its files only', async () => {
    const { run, read } = makeSession({ TAG: 'abc' });
    await run('mkdir -p a/b && echo "tag: old" > a/b/c.yaml');
    await run(`sed -i "s|^tag: .*|tag: '$TAG'|" a/b/c.yaml`);
    expect(await read('a/b/c.yaml')).toBe("tag: 'abc'\n");
    await run('echo more >> a/b/c.yaml; cp a/b/c.yaml copy; rm -rf a');
    expect(await read('copy')).toBe("tag: 'abc'\nmore\n");
    expect(await read('a/b/c.yaml')).toBeUndefined();
    expect(await run('echo x > none/file')).toMatchObject({ code: 1 });
    expect(
      await run('test -f copy && ! test -d copy && echo ok'),
    ).toMatchObject({ log: 'ok\n' });
    expect((await run('cat missing 2>/dev/null || echo gone')).log).toBe(
      'gone\n',
    );
    expect((await run('ls missing 2>&1 | grep -c "No such"')).log).toBe('1\n');
  });

  it.each(["echo 'open", 'if true', 'echo "x', 'done', 'a && ; b'])(
    'refuses %s',
    async script => {
      await expect(makeSession().run(script)).rejects.toMatchObject({
        name: 'ShellSyntaxError',
      });
    },
  );
});
