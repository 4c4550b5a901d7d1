import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execFileSync } from 'node:child_process';
import type { GitRepositories } from '../../core/SandboxContext';

/** Real bare repositories in a temporary directory, for tests. */
export class GitFixture implements GitRepositories {
  readonly root: string;

  constructor(
    /** Address below which the repositories are. */
    readonly baseUrl = 'http://git.example/gitlab',
    root?: string,
  ) {
    this.root = root ?? mkdtempSync(join(tmpdir(), 'runway-argocd-git-'));
  }

  url(project: string): string {
    return `${this.baseUrl}/${project}.git`;
  }

  directoryOf(cloneUrl: string): string | undefined {
    const project = cloneUrl
      .replace(`${this.baseUrl}/`, '')
      .replace(/\.git$/, '');
    return this.#projects.has(project) ? this.#bare(project) : undefined;
  }

  readonly #projects = new Set<string>();

  /** Commits to `main`; a file of `null` is removed. Returns the commit id. */
  commit(
    project: string,
    files: Record<string, string | null>,
    message = 'Change',
  ): string {
    const bare = this.#bare(project);
    const work = join(this.root, 'work', project);
    if (!this.#projects.has(project)) {
      mkdirSync(bare, { recursive: true });
      this.#git(bare, 'init', '--quiet', '--bare', '--initial-branch=main');
      mkdirSync(dirname(work), { recursive: true });
      this.#git(this.root, 'clone', '--quiet', bare, work);
      this.#git(work, 'checkout', '--quiet', '-B', 'main');
      this.#projects.add(project);
    }
    for (const [path, content] of Object.entries(files)) {
      const file = join(work, path);
      if (content === null) {
        rmSync(file);
      } else {
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, content);
      }
    }
    this.#git(work, 'add', '--all');
    this.#git(work, 'commit', '--quiet', '--allow-empty', '-m', message);
    this.#git(work, 'push', '--quiet', '--force', 'origin', 'main');
    return this.#git(work, 'rev-parse', 'HEAD').trim();
  }

  tag(project: string, name: string): void {
    this.#git(this.#bare(project), 'tag', name, 'main');
  }

  /** Takes over the repositories an earlier fixture made below the same root. */
  adopt(...projects: string[]): this {
    projects.forEach(project => this.#projects.add(project));
    return this;
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }

  #bare(project: string): string {
    return join(this.root, 'bare', `${project}.git`);
  }

  #git(cwd: string, ...args: string[]): string {
    const env = Object.fromEntries(
      Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_')),
    );
    return execFileSync('git', args, {
      cwd,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...env,
        GIT_AUTHOR_NAME: 'Ada Lovelace',
        GIT_AUTHOR_EMAIL: 'ada@example.com',
        GIT_COMMITTER_NAME: 'Runway',
        GIT_COMMITTER_EMAIL: 'runway@example.com',
        GIT_CONFIG_NOSYSTEM: '1',
        HOME: this.root,
      },
    });
  }
}
