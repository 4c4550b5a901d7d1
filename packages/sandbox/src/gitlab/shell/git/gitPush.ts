import type { CommandResult } from '../ShellSession';
import type { GitRemote } from './GitRemote';
import type { GitWorkingCopy } from './GitWorkingCopy';
import type { GitArguments } from './parseGitArguments';

export async function gitPush(
  copy: GitWorkingCopy,
  call: GitArguments,
  open: (url: string) => Promise<GitRemote>,
): Promise<CommandResult> {
  const [target = 'origin', refspec = copy.branch] = call.words;
  const branch = refspec
    .replace(/^\+/, '')
    .replace(/^[^:]*:/, '')
    .replace(/^refs\/heads\//, '');
  const name = branch === 'HEAD' ? copy.branch : branch;
  const url = target === 'origin' ? copy.url : target;
  const remote = await open(url);
  const before = await remote.resolve(name);
  if (before === copy.base && copy.pending.length === 0) {
    return { code: 0, error: 'Everything up-to-date\n' };
  }
  const head = await remote.push({
    branch: name,
    base: copy.base,
    commits: copy.pending,
    force:
      refspec.startsWith('+') ||
      call.has('-f', '--force', '--force-with-lease'),
    pushOptions: call.values('-o', '--push-option'),
  });
  copy.pushed(head);
  return {
    code: 0,
    error: `To ${withoutPassword(url)}\n   ${
      before?.slice(0, 7) ?? '* [new branch]'
    }..${head.slice(0, 7)}  HEAD -> ${name}\n`,
  };
}

export async function gitPull(
  copy: GitWorkingCopy,
  call: GitArguments,
): Promise<CommandResult> {
  const branch = (call.words[1] ?? call.words[0] ?? copy.branch).replace(
    /^origin\//,
    '',
  );
  const head = await copy.remote.resolve(
    branch === 'origin' ? copy.branch : branch,
  );
  if (!head) {
    return { code: 1, error: `fatal: couldn't find remote ref ${branch}\n` };
  }
  if (head === copy.base) {
    return { code: 0, out: 'Already up to date.\n' };
  }
  const conflicts = await copy.rebase(head);
  return conflicts.length === 0
    ? { code: 0, out: `Successfully rebased onto ${head.slice(0, 7)}.\n` }
    : {
        code: 1,
        error: conflicts
          .map(path => `CONFLICT (content): Merge conflict in ${path}\n`)
          .join(''),
      };
}

function withoutPassword(url: string) {
  return url.replace(/^(\w+:\/\/)[^/@]*@/, '$1');
}
