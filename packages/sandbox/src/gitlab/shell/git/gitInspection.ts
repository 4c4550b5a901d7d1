import type { CommandResult } from '../ShellSession';
import type { GitWorkingCopy } from './GitWorkingCopy';
import type { GitArguments } from './parseGitArguments';

export async function gitDiff(
  copy: GitWorkingCopy,
  call: GitArguments,
): Promise<CommandResult> {
  const [revision] = call.words;
  let against;
  if (revision && revision !== 'HEAD') {
    const commit = await copy.remote.resolve(revision.replace(/^origin\//, ''));
    if (!commit) {
      return {
        code: 128,
        error: `fatal: ambiguous argument '${revision}': unknown revision or path not in the working tree.\n`,
      };
    }
    against = await copy.snapshot(commit);
  }
  const paths = call.has('--cached', '--staged')
    ? await copy.staged(against)
    : await copy.unstaged(against);
  if (call.has('--quiet', '--exit-code')) {
    return { code: paths.length > 0 ? 1 : 0 };
  }
  return { code: 0, out: paths.map(path => `${path}\n`).join('') };
}

export async function gitStatus(
  copy: GitWorkingCopy,
  call: GitArguments,
): Promise<CommandResult> {
  const changed = [
    ...(await copy.staged()).map(path => `M  ${path}`),
    ...(await copy.unstaged()).map(path => ` M ${path}`),
    ...copy.untracked().map(path => `?? ${path}`),
  ];
  if (call.has('--porcelain', '-s', '--short')) {
    return { code: 0, out: changed.map(line => `${line}\n`).join('') };
  }
  return {
    code: 0,
    out: `On branch ${copy.branch}\n${
      changed.length === 0
        ? 'nothing to commit, working tree clean'
        : changed.join('\n')
    }\n`,
  };
}

export function gitRevParse(
  copy: GitWorkingCopy,
  call: GitArguments,
): CommandResult {
  if (call.has('--abbrev-ref')) {
    return { code: 0, out: `${copy.branch}\n` };
  }
  if (call.has('--show-toplevel')) {
    return { code: 0, out: `${copy.root}\n` };
  }
  const short = call.has('--short')
    ? 7
    : Number(call.options.find(o => o.startsWith('--short='))?.slice(8)) || 40;
  return { code: 0, out: `${(copy.base ?? '').slice(0, short)}\n` };
}
