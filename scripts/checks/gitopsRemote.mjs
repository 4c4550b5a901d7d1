import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeFiles } from './renderFolder.mjs';

const TOKEN = 'glpat-only-for-this-test';

/** A GitLab reduced to its GitOps repository, for running the scripts of jobs against. */
export class GitopsRemote {
  #folder = mkdtempSync(join(tmpdir(), 'runway-gitops-'));
  #bare = join(this.#folder, 'gitlab', 'platform', 'gitops.git');
  #pushOptions = join(this.#folder, 'push-options');

  /** @param {Map<string, string>} files content of main */
  constructor(files) {
    mkdirSync(this.#bare, { recursive: true });
    this.#git(this.#bare, 'init', '--quiet', '--bare', '--initial-branch=main');
    this.#git(this.#bare, 'config', 'receive.advertisePushOptions', 'true');
    this.#git(this.#bare, 'config', 'uploadpack.allowFilter', 'true');
    const hook = join(this.#bare, 'hooks', 'post-receive');
    mkdirSync(join(this.#bare, 'hooks'), { recursive: true });
    writeFileSync(
      hook,
      `#!/bin/sh\ni=0\nwhile [ "$i" -lt "\${GIT_PUSH_OPTION_COUNT:-0}" ]; do eval "echo \\"\\$GIT_PUSH_OPTION_$i\\""; i=$((i + 1)); done > "${
        this.#pushOptions
      }"\n`,
    );
    chmodSync(hook, 0o755);
    this.commit('Declare', files);
  }

  /** CI/CD variables with which a job finds it. */
  get variables() {
    return {
      CI_SERVER_URL: `file://${join(this.#folder, 'gitlab')}`,
      GITOPS_TOKEN: TOKEN,
    };
  }

  dispose() {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** Commits files to main as somebody else would. */
  commit(message, files) {
    const clone = mkdtempSync(join(this.#folder, 'clone-'));
    this.#git(this.#folder, 'clone', '--quiet', this.#bare, clone);
    this.#git(clone, 'checkout', '--quiet', '-B', 'main');
    writeFiles(files, clone);
    this.#git(clone, 'add', '--all');
    this.#git(
      clone,
      '-c',
      'user.name=Else',
      '-c',
      'user.email=else@aerq.example',
      'commit',
      '--quiet',
      '-m',
      message,
    );
    this.#git(clone, 'push', '--quiet', 'origin', 'HEAD:main');
  }

  /** Puts a branch into main, as its merge request would. */
  merge(branch) {
    this.#git(this.#bare, 'update-ref', 'refs/heads/main', branch);
  }

  head(branch = 'main') {
    return this.#git(this.#bare, 'rev-parse', branch).trim();
  }

  branches() {
    return this.#git(
      this.#bare,
      'for-each-ref',
      '--format=%(refname:short)',
      'refs/heads',
    )
      .trim()
      .split('\n');
  }

  remove(branch) {
    this.#git(this.#bare, 'update-ref', '-d', `refs/heads/${branch}`);
  }

  paths(branch = 'main') {
    return this.#git(this.#bare, 'ls-tree', '-r', '--name-only', branch)
      .trim()
      .split('\n');
  }

  read(path, branch = 'main') {
    return this.#git(this.#bare, 'show', `${branch}:${path}`);
  }

  /** Name and address of author and committer, and the message, of a branch's newest commit. */
  lastCommit(branch = 'main') {
    const [author, committer, ...message] = this.#git(
      this.#bare,
      'log',
      '-1',
      '--format=%an <%ae>%n%cn <%ce>%n%B',
      branch,
    )
      .trim()
      .split('\n');
    return { author, committer, message: message.join('\n') };
  }

  changedPaths(branch) {
    return this.#git(this.#bare, 'diff', '--name-only', 'main', branch)
      .trim()
      .split('\n')
      .filter(Boolean)
      .sort();
  }

  /** Options of the newest push. */
  pushOptions() {
    return existsSync(this.#pushOptions)
      ? readFileSync(this.#pushOptions, 'utf8')
          .trim()
          .split('\n')
          .filter(Boolean)
      : [];
  }

  /**
   * Runs a job as a runner with a POSIX shell does.
   * @param {any} job
   * @param {string} commit short id
   * @param {object} [options]
   * @param {() => void} [options.afterClone] something that happens elsewhere between clone and push
   * @param {Record<string, string>} [options.variables] more CI/CD variables
   */
  run(job, commit, { afterClone, variables } = {}) {
    rmSync(this.#pushOptions, { force: true });
    const folder = mkdtempSync(join(this.#folder, 'job-'));
    const env = {
      PATH: process.env.PATH,
      HOME: folder,
      GIT_CONFIG_NOSYSTEM: '1',
      ...this.variables,
      ...variables,
      CI_COMMIT_SHORT_SHA: commit,
      CI_PIPELINE_URL:
        'https://gitlab.example/flight-ops/check-in-api/-/pipelines/7',
      GITLAB_USER_LOGIN: 'ada',
      GITLAB_USER_NAME: 'Ada Lovelace',
      GITLAB_USER_EMAIL: 'ada@aerq.example',
    };
    for (const [name, value] of Object.entries(job.variables)) {
      env[name] = value.replace(/\$(\w+)/g, (_all, other) => env[other] ?? '');
    }
    const cloned =
      job.script.findIndex(line => line.startsWith('git clone')) + 1;
    const run = lines =>
      spawnSync('sh', ['-e', '-c', lines.join('\n')], {
        cwd: folder,
        env,
        encoding: 'utf8',
      });
    const first = run(job.script.slice(0, cloned));
    afterClone?.();
    const rest =
      first.status === 0
        ? run(job.script.slice(cloned))
        : { status: first.status, stdout: '', stderr: '' };
    const output = [first.stdout, first.stderr, rest.stdout, rest.stderr].join(
      '',
    );
    const config = readFileSync(
      join(folder, 'gitops', '.git', 'config'),
      'utf8',
    );
    return {
      status: rest.status,
      output,
      leaksToken: output.includes(TOKEN) || config.includes(TOKEN),
    };
  }

  #git(cwd, ...args) {
    return execFileSync('git', args, {
      cwd,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env.PATH,
        HOME: this.#folder,
        GIT_CONFIG_NOSYSTEM: '1',
      },
    });
  }
}
