import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { includeComponent } from './components.mjs';
import { IssueApi } from './IssueApi.mjs';
import { JobFolder } from './JobFolder.mjs';

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
