import { posix } from 'node:path';
import type { CommandCall, CommandResult, ShellSession } from '../ShellSession';
import { RemoteRefusal, type GitRemotes } from './GitRemote';
import { gitCheckout, gitCommit } from './gitCommit';
import { gitDiff, gitRevParse, gitStatus } from './gitInspection';
import { gitPull, gitPush } from './gitPush';
import { GitWorkingCopy } from './GitWorkingCopy';
import { parseGitArguments, type GitArguments } from './parseGitArguments';

const ok: CommandResult = { code: 0 };

/** `git` as scripts of pipelines use it: clone, edit, commit and push, against the repositories of this GitLab. */
export class GitCommand {
  readonly #copies = new Map<string, GitWorkingCopy>();
  readonly #globalConfig = new Map<string, string>();

  constructor(private readonly remotes: GitRemotes) {}

  /** Makes a directory of the session a clone, as the runner does before the script. */
  adopt(copy: GitWorkingCopy) {
    this.#copies.set(copy.root, copy);
  }

  async run({ session, args }: CommandCall): Promise<CommandResult> {
    const call = parseGitArguments(session, args);
    try {
      switch (call.command) {
        case 'clone':
          return await this.#clone(session, call);
        case 'config':
          return this.#config(call);
        case 'init':
        case '--version':
        case 'version':
          return ok;
        default:
          return await this.#inCopy(session, call);
      }
    } catch (error) {
      if (error instanceof RemoteRefusal) {
        return { code: error.code, error: error.message };
      }
      throw error;
    }
  }

  async #inCopy(
    session: ShellSession,
    call: GitArguments,
  ): Promise<CommandResult> {
    const copy = this.#copyAt(call.directory);
    if (!copy) {
      return call.command === 'config'
        ? ok
        : {
            code: 128,
            error:
              'fatal: not a git repository (or any of the parent directories): .git\n',
          };
    }
    switch (call.command) {
      case 'checkout':
      case 'switch':
        return gitCheckout(copy, call);
      case 'add':
        copy.add(
          call.has('--all', '-A') && call.words.length === 0
            ? ['']
            : call.words.map(path => inside(copy, call.directory, path)),
        );
        return ok;
      case 'rm':
        for (const path of call.words) {
          const target = inside(copy, call.directory, path);
          session.files.remove(`${copy.root}/${target}`);
          copy.add([target]);
        }
        return ok;
      case 'commit':
        return gitCommit(session, copy, call, this.#globalConfig);
      case 'diff':
        return gitDiff(copy, call);
      case 'status':
        return gitStatus(copy, call);
      case 'push':
        return gitPush(copy, call, url =>
          this.#open(session, url, copy.config),
        );
      case 'pull':
      case 'rebase':
        return gitPull(copy, call);
      case 'rev-parse':
        return gitRevParse(copy, call);
      case 'remote':
        return call.words[0] === 'get-url'
          ? { code: 0, out: `${copy.url}\n` }
          : this.#setRemote(session, copy, call);
      default:
        return ok;
    }
  }

  async #clone(
    session: ShellSession,
    call: GitArguments,
  ): Promise<CommandResult> {
    const [url = '', directory] = call.words;
    const root = posix.resolve(
      call.directory,
      directory ?? posix.basename(url).replace(/\.git$/, ''),
    );
    if (session.files.below(root).length > 0) {
      return {
        code: 128,
        error: `fatal: destination path '${
          directory ?? root
        }' already exists and is not an empty directory.\n`,
      };
    }
    const config = new Map([...this.#globalConfig, ...call.config]);
    const remote = await this.#open(session, url, config);
    const branch = call.value('--branch', '-b') ?? remote.defaultBranch;
    const commit = await remote.resolve(branch);
    if (!commit && call.value('--branch', '-b')) {
      return {
        code: 128,
        error: `fatal: Remote branch ${branch} not found in upstream origin\n`,
      };
    }
    const copy = new GitWorkingCopy(root, url, remote, session.files);
    config.forEach((value, key) => copy.config.set(key, value));
    session.files.makeDirectory(root);
    await copy.start(branch, commit);
    this.#copies.set(root, copy);
    return { code: 0, error: `Cloning into '${posix.basename(root)}'...\n` };
  }

  #config(call: GitArguments): CommandResult {
    const [key, value] = call.words;
    const copy = call.has('--global', '--system')
      ? undefined
      : this.#copyAt(call.directory);
    const config = copy?.config ?? this.#globalConfig;
    if (key !== undefined && value !== undefined) {
      config.set(key, value);
    }
    return value === undefined
      ? { code: config.has(key) ? 0 : 1, out: `${config.get(key) ?? ''}\n` }
      : ok;
  }

  async #setRemote(
    session: ShellSession,
    copy: GitWorkingCopy,
    call: GitArguments,
  ): Promise<CommandResult> {
    const [action, , url] = call.words;
    if ((action === 'set-url' || action === 'add') && url) {
      const remote = await this.#open(session, url, copy.config);
      const moved = new GitWorkingCopy(copy.root, url, remote, session.files);
      copy.config.forEach((value, key) => moved.config.set(key, value));
      await moved.start(copy.branch, copy.base);
      this.#copies.set(copy.root, moved);
    }
    return ok;
  }

  /** Opens a remote with the credentials that Git would find: in the address, or from a helper of the script. */
  async #open(session: ShellSession, url: string, config: Map<string, string>) {
    const address = rewritten(url, config);
    const [, userInfo] = /^\w+:\/\/([^/@]*)@/.exec(address) ?? [];
    if (userInfo !== undefined) {
      const [username, password = ''] = userInfo
        .split(':')
        .map(decodeURIComponent);
      return this.remotes.open(address, {
        username,
        password: password || username,
      });
    }
    const helper = config.get('credential.helper');
    if (helper?.startsWith('!')) {
      const { out } = await session.capture(`${helper.slice(1)} get`);
      const found = Object.fromEntries(
        out.split('\n').map(line => {
          const [key, ...value] = line.split('=');
          return [key, value.join('=')];
        }),
      );
      return this.remotes.open(address, {
        username: found.username ?? '',
        password: found.password ?? '',
      });
    }
    return this.remotes.open(address, undefined);
  }

  #copyAt(directory: string): GitWorkingCopy | undefined {
    for (let path = directory; ; path = posix.dirname(path)) {
      const copy = this.#copies.get(path);
      if (copy || path === '/') {
        return copy;
      }
    }
  }
}

function inside(copy: GitWorkingCopy, directory: string, path: string) {
  return posix.relative(copy.root, posix.resolve(directory, path));
}

/** Applies `url.<new>.insteadOf <old>`. */
function rewritten(url: string, config: Map<string, string>) {
  for (const [key, prefix] of config) {
    const replacement = /^url\.(.*)\.insteadof$/i.exec(key)?.[1];
    if (replacement && url.startsWith(prefix)) {
      return replacement + url.slice(prefix.length);
    }
  }
  return url;
}
