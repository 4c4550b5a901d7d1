import { execFileSync, spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { exitOf } from '../lib/run.mjs';
import { projectEnvironment } from '../templates/checkProject.mjs';
import { pipelinesFolder, version } from './components.mjs';

const gitlabCiLocal = createRequire(import.meta.url).resolve(
  'gitlab-ci-local/dist/index.js',
);
const host = 'gitlab.example';

/**
 * A project in a folder of its own, whose pipeline gitlab-ci-local reads, holds to GitLab's schema and runs: jobs in a shell of this
 * machine instead of their images. `platform/pipelines` is the folder `templates/pipelines`.
 */
export class PipelineRun {
  #place = mkdtempSync(join(tmpdir(), 'runway-pipeline-'));
  folder = join(this.#place, 'project');
  /** Short id of the commit of which the pipeline is. */
  commitId;
  #variables;

  /**
   * @param {Iterable<[string, string | Buffer]>} files content by path
   * @param {object} [options]
   * @param {string} [options.project] path in GitLab
   * @param {Record<string, string>} [options.variables] CI/CD variables
   */
  constructor(files, { project = 'team/project', variables = {} } = {}) {
    this.#variables = {
      CI_PROJECT_DIR: this.folder,
      // Packages that this machine has are not downloaded once more.
      npm_config_cache: process.env.npm_config_cache ?? join(homedir(), '.npm'),
      ...variables,
    };
    for (const [path, content] of files) {
      mkdirSync(dirname(join(this.folder, path)), { recursive: true });
      writeFileSync(join(this.folder, path), content);
    }
    this.#git('init', '--quiet', '--initial-branch=main');
    this.#git('remote', 'add', 'origin', `https://${host}/${project}.git`);
    this.#git('config', 'user.name', 'Ada Lovelace');
    this.#git('config', 'user.email', 'ada@aerq.example');
    this.#git('add', '--all');
    this.#git('commit', '--quiet', '--message', 'First');
    this.commitId = this.#git('rev-parse', '--short=8', 'HEAD').trim();
    // Where it keeps what it fetched, so that it fetches nothing.
    const included = join(
      this.#place,
      `state/includes/${host}/platform/pipelines`,
    );
    for (const tag of [version, '1.0.0']) {
      cpSync(
        join(pipelinesFolder, 'templates'),
        join(included, tag, 'templates'),
        {
          recursive: true,
        },
      );
    }
  }

  /** Whether this machine can run pipelines: gitlab-ci-local copies artifacts with rsync. */
  static get missing() {
    return existsSync('/usr/bin/rsync') ? undefined : 'rsync';
  }

  dispose() {
    rmSync(this.#place, { recursive: true, force: true });
  }

  /**
   * The jobs that a pipeline has, as gitlab-ci-local read them.
   * @param {Record<string, string>} [variables] of this pipeline, such as CI_PIPELINE_SOURCE
   * @returns {Promise<{ name: string, stage: string, when: string, allow_failure: boolean, needs?: unknown[] }[]>}
   * @throws Error with what is wrong with the configuration
   */
  async jobs(variables = {}) {
    const { code, output, stdout } = await this.#execute(
      ['--list-json'],
      variables,
    );
    if (code !== 0) {
      throw new Error(output);
    }
    // The list has those too that the rules leave out.
    return JSON.parse(stdout.slice(stdout.indexOf('[\n'))).filter(
      ({ when }) => when !== 'never',
    );
  }

  /** Runs jobs, without those that they need. */
  async run(names, variables = {}) {
    return this.#execute(['--no-needs', ...names], variables);
  }

  async #execute(args, variables) {
    const all = { ...this.#variables, ...variables };
    const child = spawn(
      process.execPath,
      [
        gitlabCiLocal,
        '--home',
        this.#place,
        // Not within the project: linters would find the copy that it makes there.
        '--state-dir',
        '../state',
        '--force-shell-executor',
        '--no-color',
        ...Object.entries(all).flatMap(([name, value]) => [
          '--variable',
          `${name}=${value}`,
        ]),
        ...args,
      ],
      {
        cwd: this.folder,
        env: projectEnvironment(),
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    let output = '';
    let stdout = '';
    child.stdout.on('data', chunk => {
      output += chunk;
      stdout += chunk;
    });
    child.stderr.on('data', chunk => {
      output += chunk;
    });
    return { code: await exitOf(child), output, stdout };
  }

  #git(...args) {
    return execFileSync('git', args, {
      cwd: this.folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }
}
