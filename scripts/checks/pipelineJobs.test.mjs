import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { exitOf } from '../lib/run.mjs';
import { includeComponent } from './components.mjs';
import { findHelm } from './findHelm.mjs';

/** A folder in which the script of a job runs; programs of `bin/` come before those of the machine. */
class JobFolder {
  folder = mkdtempSync(join(tmpdir(), 'runway-job-'));

  write(path, content) {
    mkdirSync(dirname(join(this.folder, path)), { recursive: true });
    writeFileSync(join(this.folder, path), content);
  }

  program(name, script) {
    this.write(`bin/${name}`, `#!/bin/sh\n${script}`);
    chmodSync(join(this.folder, 'bin', name), 0o755);
  }

  read(path) {
    return readFileSync(join(this.folder, path), 'utf8');
  }

  dispose() {
    rmSync(this.folder, { recursive: true, force: true });
  }

  async run({ script, variables }, env) {
    const child = spawn('sh', ['-e', '-c', script.join('\n')], {
      cwd: this.folder,
      env: {
        HOME: this.folder,
        CI_PROJECT_DIR: this.folder,
        ...variables,
        ...env,
        PATH: `${join(this.folder, 'bin')}:${process.env.PATH}`,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', chunk => {
        output += chunk;
      });
    }
    return { code: await exitOf(child), output };
  }
}

/** The issues of a project, as far as GitLab's API is needed for them. */
class IssueApi {
  issues = [];
  #server = createServer((request, response) => {
    let body = '';
    request.on('data', chunk => {
      body += chunk;
    });
    request.on('end', () => {
      const url = new URL(request.url, 'http://gitlab');
      const { status, answer } = this.#answer(
        request,
        url,
        new URLSearchParams(body),
      );
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(answer));
    });
  });

  async start() {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    this.url = `http://127.0.0.1:${this.#server.address().port}/api/v4`;
  }

  stop() {
    this.#server.close();
  }

  #answer(request, url, form) {
    const path = /^\/api\/v4\/projects\/7\/issues(?:\/(\d+)(\/notes)?)?$/.exec(
      url.pathname,
    );
    if (request.headers['private-token'] !== 'drift-token' || !path) {
      return { status: 401, answer: { message: '401 Unauthorized' } };
    }
    const issue = this.issues.find(({ iid }) => iid === Number(path[1]));
    switch (`${request.method}${path[2] ?? ''}`) {
      case 'GET': {
        const labels = url.searchParams.get('labels').split(',');
        const found = this.issues.filter(
          each =>
            each.state === url.searchParams.get('state') &&
            labels.every(label => each.labels.includes(label)),
        );
        // In this order, and with another `iid` further in.
        return {
          status: 200,
          answer: found.map(({ iid, labels: own }) => ({
            id: 900 + iid,
            iid,
            labels: own,
            milestone: { id: 1, iid: 4711 },
          })),
        };
      }
      case 'POST': {
        this.issues.push({
          iid: this.issues.length + 1,
          state: 'opened',
          notes: [],
          title: form.get('title'),
          labels: form.get('labels').split(','),
          description: form.get('description'),
          confidential: form.get('confidential'),
        });
        return { status: 201, answer: {} };
      }
      case 'POST/notes':
        issue.notes.push(form.get('body'));
        return { status: 201, answer: {} };
      default:
        issue.description = form.get('description') ?? issue.description;
        issue.state =
          form.get('state_event') === 'close' ? 'closed' : issue.state;
        return { status: 200, answer: {} };
    }
  }
}

const missing = command => spawnSync('which', [command]).status !== 0;

describe('terraform-drift', { skip: missing('curl') && 'needs curl' }, () => {
  const network = 'environments/dev/network';
  const cluster = 'environments/dev/cluster';
  const job = includeComponent('terraform-drift', {
    directory: 'environments',
    runbook: 'https://docs.example/drift-found',
  })['terraform-drift'];
  let folder;
  let api;

  before(async () => {
    api = new IssueApi();
    await api.start();
  });
  after(() => api.stop());

  afterEach(() => folder.dispose());
  beforeEach(() => {
    api.issues = [];
    folder = new JobFolder();
    // A tofu whose plan ends as a file of the stack says.
    folder.program(
      'tofu',
      'if [ "$1" = plan ]; then cat plan.txt; exit "$(cat code)"; fi\n',
    );
    for (const stack of [network, cluster]) {
      folder.write(`${stack}/terragrunt.hcl`, '');
      plan(stack, 0, 'No changes.');
    }
  });

  function plan(stack, code, text) {
    folder.write(`${stack}/code`, `${code}\n`);
    folder.write(`${stack}/plan.txt`, `${text}\n`);
  }
  const run = (env = {}) =>
    folder.run(job, {
      CI_API_V4_URL: api.url,
      CI_PROJECT_ID: '7',
      CI_JOB_URL: 'https://gitlab.example/-/jobs/1',
      CI_COMMIT_SHORT_SHA: '12345678',
      DRIFT_TOKEN: 'drift-token',
      ...env,
    });
  async function succeed() {
    const { code, output } = await run();
    assert.equal(code, 0, output);
    assert.doesNotMatch(output, /drift-token/);
  }

  it('opens nothing when the cloud is as the code says', async () => {
    await succeed();
    assert.deepEqual(api.issues, []);
  });

  it('opens one issue for a stack that differs, keeps it up to date, and closes it', async () => {
    plan(network, 2, 'Plan: 1 to add & "more"');
    await succeed();
    assert.equal(api.issues.length, 1);
    const [issue] = api.issues;
    assert.equal(issue.title, `Drift: ${network}`);
    assert.deepEqual(issue.labels, ['drift', `drift::${network}`]);
    assert.equal(issue.confidential, 'true');
    assert.match(issue.description, /Plan: 1 to add & "more"/);
    assert.match(issue.description, /atlantis apply/);
    assert.match(issue.description, /https:\/\/docs\.example\/drift-found/);

    plan(network, 2, 'Plan: 2 to add');
    plan(cluster, 2, 'Plan: 1 to destroy');
    await succeed();
    assert.deepEqual(
      api.issues.map(({ title }) => title),
      [`Drift: ${network}`, `Drift: ${cluster}`],
    );
    assert.match(issue.description, /Plan: 2 to add/);

    plan(network, 0, 'No changes.');
    await succeed();
    assert.deepEqual(
      api.issues.map(({ state }) => state),
      ['closed', 'opened'],
    );
    assert.match(issue.notes[0], /No difference any more/);
  });

  it('opens a new issue when a stack differs again', async () => {
    plan(network, 2, 'Plan: 1 to add');
    await succeed();
    plan(network, 0, 'No changes.');
    await succeed();
    plan(network, 2, 'Plan: 1 to change');
    await succeed();
    assert.deepEqual(
      api.issues.map(({ state }) => state),
      ['closed', 'opened'],
    );
  });

  it('fails for a stack that can’t be planned, after the others', async () => {
    plan(cluster, 1, 'Error: no credentials');
    plan(network, 2, 'Plan: 1 to add');
    const { code, output } = await run();
    assert.equal(code, 1, output);
    assert.match(output, /environments\/dev\/cluster: could not be planned/);
    assert.match(output, /no credentials/);
    assert.equal(api.issues.length, 1);
  });

  it('fails without stacks, without a token, and with one that may not', async () => {
    for (const env of [{ DRIFT_TOKEN: '' }, { DRIFT_TOKEN: 'other' }]) {
      assert.notEqual((await run(env)).code, 0);
    }
    rmSync(join(folder.folder, 'environments'), { recursive: true });
    folder.write('environments/README.md', '');
    assert.notEqual((await run()).code, 0);
    assert.deepEqual(api.issues, []);
  });

  it('leaves the token nowhere', async () => {
    plan(network, 2, 'Plan: 1 to add');
    await succeed();
    for (const name of readdirSync(join(folder.folder, 'drift'))) {
      assert.doesNotMatch(folder.read(`drift/${name}`), /drift-token/, name);
    }
  });
});

describe('chart-publish', () => {
  const job = includeComponent('chart-publish', {
    registry: 'registry.example/charts',
  })['chart-publish'];
  const folder = new JobFolder();
  after(() => folder.dispose());
  before(async () => {
    // Real, but for the registry.
    folder.program(
      'helm',
      `case "$1 $2" in
  "registry login") cat > /dev/null; echo "$@" >> asked ;;
  "show chart") grep -q "^$3 $5$" published ;;
  push*) echo "$@" >> asked ;;
  *) exec "${await findHelm()}" "$@" ;;
esac
`,
    );
  });
  folder.write(
    'common/Chart.yaml',
    'apiVersion: v2\nname: common\ntype: library\nversion: 0.0.0\n',
  );
  for (const name of ['one', 'two']) {
    folder.write(
      `${name}/Chart.yaml`,
      `apiVersion: v2\nname: ${name}\nversion: 0.0.0\ndependencies:\n  - { name: common, version: 0.0.0, repository: 'file://../common' }\n`,
    );
    folder.write(`${name}/templates/x.yaml`, 'kind: List\n');
  }
  folder.write('README/x.md', '');

  it('packages every chart at the tag’s version, and pushes those that aren’t there', async () => {
    folder.write('published', 'oci://registry.example/charts/two 1.2.3\n');
    const { code, output } = await folder.run(job, {
      CI_COMMIT_TAG: 'v1.2.3',
      REGISTRY_USER: 'ci',
      REGISTRY_PASSWORD: 'registry-password',
    });
    assert.equal(code, 0, output);
    assert.deepEqual(readdirSync(join(folder.folder, 'dist')), [
      'one-1.2.3.tgz',
      'two-1.2.3.tgz',
    ]);
    assert.equal(
      folder.read('asked'),
      'registry login --username ci --password-stdin registry.example\n' +
        'push dist/one-1.2.3.tgz oci://registry.example/charts\n',
    );
    assert.match(output, /two 1\.2\.3 is published already/);
    assert.doesNotMatch(output, /registry-password/);
  });

  it('pushes nothing when one of them can’t be packaged', async () => {
    rmSync(join(folder.folder, 'asked'));
    folder.write('two/Chart.yaml', 'apiVersion: v2\nname: two\n');
    const { code } = await folder.run(job, { CI_COMMIT_TAG: '1.2.4' });
    assert.notEqual(code, 0);
    assert.doesNotMatch(folder.read('asked'), /^push/m);
  });
});

describe('terraform-plan', () => {
  const jobs = includeComponent('terraform-plan', {});
  let folder;
  beforeEach(() => {
    folder = new JobFolder();
    folder.write('main.tf', '');
    folder.write('modules/one/main.tf', '');
  });
  afterEach(() => folder.dispose());

  /** A tofu of which one command fails; `-chdir` is left out of what it notes. */
  function tofu({ fails = 'none', plan = '' } = {}) {
    folder.write('plan.jsonl', plan);
    folder.program(
      'tofu',
      `case "$1" in -chdir=*) folder="\${1#-chdir=}"; shift ;; esac
echo "$1 $folder" >> "$CI_PROJECT_DIR/asked"
if [ "$1" = plan ]; then cat plan.jsonl; fi
test "$1" != ${fails}
`,
    );
  }

  it('checks the format, and every folder with a configuration by itself', async () => {
    tofu();
    const { code, output } = await folder.run(jobs['terraform-validate-stack']);
    assert.equal(code, 0, output);
    assert.deepEqual(folder.read('asked').trim().split('\n'), [
      'fmt ',
      'init .',
      'validate .',
      'init ./modules/one',
      'validate ./modules/one',
    ]);
  });

  for (const fails of ['fmt', 'init', 'validate']) {
    it(`fails when ${fails} does`, async () => {
      tofu({ fails });
      const { code } = await folder.run(jobs['terraform-validate-stack']);
      assert.notEqual(code, 0);
    });
  }

  it('tells the merge request how much would change', async () => {
    // As OpenTofu 1.12 writes it.
    tofu({
      plan: [
        '{"@level":"info","@message":"OpenTofu 1.12.6","type":"version","ui":"1.2"}',
        '{"@level":"info","@message":"Plan: 3 to add, 1 to change, 2 to destroy.","changes":{"add":3,"change":1,"import":0,"remove":2,"operation":"plan"},"type":"change_summary"}',
        '',
      ].join('\n'),
    });
    const { code, output } = await folder.run(jobs['terraform-plan-stack']);
    assert.equal(code, 0, output);
    assert.deepEqual(JSON.parse(folder.read('tfplan.json')), {
      create: 3,
      update: 1,
      delete: 2,
    });
  });

  it('fails without a plan, and when there are no numbers in it', async () => {
    for (const state of [{ fails: 'plan' }, { plan: '{}\n' }]) {
      tofu(state);
      const { code } = await folder.run(jobs['terraform-plan-stack']);
      assert.notEqual(code, 0);
    }
  });
});
