import type { CommandResult, ShellSession } from '../ShellSession';
import type { GitWorkingCopy } from './GitWorkingCopy';
import type { GitArguments } from './parseGitArguments';

export async function gitCheckout(
  copy: GitWorkingCopy,
  call: GitArguments,
): Promise<CommandResult> {
  const created = call.value('-b', '-B', '-c', '-C', '--create');
  if (created) {
    const [start] = call.words;
    if (start) {
      const commit = await copy.remote.resolve(start.replace(/^origin\//, ''));
      if (!commit) {
        return { code: 128, error: `fatal: '${start}' is not a commit\n` };
      }
      await copy.start(created, commit);
    } else if (copy.hasBranch(created) && call.has('-b', '-c')) {
      return {
        code: 128,
        error: `fatal: a branch named '${created}' already exists\n`,
      };
    } else {
      copy.fork(created);
    }
    return { code: 0, error: `Switched to a new branch '${created}'\n` };
  }
  const [branch = ''] = call.words;
  if (copy.hasBranch(branch)) {
    copy.switchTo(branch);
    return { code: 0, error: `Switched to branch '${branch}'\n` };
  }
  const commit = branch && (await copy.remote.resolve(branch));
  if (!commit) {
    return {
      code: 1,
      error: `error: pathspec '${branch}' did not match any file(s) known to git\n`,
    };
  }
  await copy.start(branch, commit);
  return { code: 0, error: `Switched to branch '${branch}'\n` };
}

export async function gitCommit(
  session: ShellSession,
  copy: GitWorkingCopy,
  call: GitArguments,
  globalConfig: Map<string, string>,
): Promise<CommandResult> {
  if (call.has('-a', '-am', '--all')) {
    copy.addTracked();
  }
  const message = call.values('-m', '-am', '--message').join('\n\n');
  const file = call.value('-F', '--file');
  const text =
    message ||
    (file && (await session.files.read(session.resolve(file)))?.toString());
  if (!text) {
    return {
      code: 1,
      error: 'Aborting commit due to empty commit message.\n',
    };
  }
  const config = new Map([...globalConfig, ...copy.config, ...call.config]);
  const person = (role: string) => ({
    name: session.variable(`GIT_${role}_NAME`) || config.get('user.name'),
    email: session.variable(`GIT_${role}_EMAIL`) || config.get('user.email'),
  });
  const paths = await copy.commit(
    `${text.trimEnd()}\n`,
    person('AUTHOR'),
    person('COMMITTER'),
  );
  return paths.length === 0
    ? {
        code: 1,
        out: `On branch ${copy.branch}\nnothing to commit, working tree clean\n`,
      }
    : {
        code: 0,
        out: `[${copy.branch}] ${text.split('\n', 1)[0]}\n ${
          paths.length
        } file${paths.length === 1 ? '' : 's'} changed\n`,
      };
}
