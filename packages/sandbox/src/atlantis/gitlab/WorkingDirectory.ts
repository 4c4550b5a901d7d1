import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { readFolder } from '../../organisation/content/readFolder';

const run = promisify(execFile);

/** What a merge request looks like once it is merged. */
export interface Checkout {
  files: Record<string, Buffer>;
  /** Head of the target branch that it was merged into. */
  base: string;
}

/** Clones of merge requests, with the target branch merged in, as Atlantis has them with `--checkout-strategy=merge`. */
export class WorkingDirectory {
  constructor(
    private readonly directory: string,
    private readonly cloneUrl: (project: string) => string,
    private readonly credentials: { username: string; token: string },
  ) {}

  /**
   * Fetches both sides anew and merges them.
   * @throws Error with Git's words, when there is a conflict or GitLab doesn't answer
   */
  async checkOut(
    project: string,
    iid: number,
    branches: { source: string; target: string },
  ): Promise<Checkout> {
    const folder = this.#folder(project, iid);
    if (!existsSync(join(folder, '.git'))) {
      await rm(folder, { recursive: true, force: true });
      await mkdir(folder, { recursive: true });
      await this.#git(folder, 'init', '--quiet');
    }
    const url = this.cloneUrl(project);
    await this.#git(
      folder,
      ...['fetch', '--quiet', '--no-tags', '--force', url],
      `+refs/heads/${branches.target}:refs/remotes/origin/target`,
      `+refs/heads/${branches.source}:refs/remotes/origin/source`,
    );
    const base = await this.#git(folder, 'rev-parse', 'origin/target');
    await this.#git(folder, 'checkout', '--quiet', '--force', '--detach', base);
    await this.#git(
      folder,
      ...['merge', '--quiet', '--no-ff', '-m', 'atlantis-merge'],
      'origin/source',
    );
    const { files } = await readFolder(folder);
    return { files, base };
  }

  /** Head of the target branch now. */
  async headOf(project: string, branch: string): Promise<string> {
    const answer = await this.#git(
      this.directory,
      'ls-remote',
      this.cloneUrl(project),
      `refs/heads/${branch}`,
    );
    return answer.split('\t')[0];
  }

  async remove(project: string, iid: number) {
    await rm(this.#folder(project, iid), { recursive: true, force: true });
  }

  #folder(project: string, iid: number) {
    return join(this.directory, project, String(iid), 'default');
  }

  async #git(folder: string, ...args: string[]): Promise<string> {
    await mkdir(folder, { recursive: true });
    const { username, token } = this.credentials;
    const login = Buffer.from(`${username}:${token}`).toString('base64');
    try {
      const { stdout } = await run('git', args, {
        cwd: folder,
        timeout: 30_000,
        env: {
          ...process.env,
          GIT_TERMINAL_PROMPT: '0',
          GIT_CONFIG_GLOBAL: '/dev/null',
          GIT_CONFIG_SYSTEM: '/dev/null',
          // In the environment, so that no list of processes and no message shows it.
          GIT_CONFIG_COUNT: '1',
          GIT_CONFIG_KEY_0: 'http.extraHeader',
          GIT_CONFIG_VALUE_0: `Authorization: Basic ${login}`,
          GIT_AUTHOR_NAME: 'atlantis',
          GIT_AUTHOR_EMAIL: 'atlantis@runatlantis.io',
          GIT_COMMITTER_NAME: 'atlantis',
          GIT_COMMITTER_EMAIL: 'atlantis@runatlantis.io',
        },
      });
      return stdout.trim();
    } catch (error) {
      const { stderr, stdout } = error as { stderr?: string; stdout?: string };
      throw new Error(
        `running git ${args[0]}: ${(stderr || stdout || 'failed').trim()}`,
      );
    }
  }
}
