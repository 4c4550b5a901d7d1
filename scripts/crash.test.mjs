// The crash spike, kept: a run survives SIGKILL of the portal, a failed step can be retried, and undo leaves nothing -
// also when the portal is killed in the middle of it. Real portal, real sandbox, only HTTP.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { startPortal, startSandbox } from './lib/platform.mjs';
import { freePort } from './lib/ports.mjs';
import { PortalClient } from './lib/PortalClient.mjs';
import { Processes } from './lib/run.mjs';
import { ensureToolchain, root } from './lib/toolchain.mjs';

const env = ensureToolchain(() => {});
const stateDir = mkdtempSync(join(tmpdir(), 'runway-crash-'));
const TEAM = 'ground';
let ports;
let upstreams;
let sandbox;
let portal;
let person;

const processes = () =>
  new Processes((name, code) => {
    throw new Error(`the ${name} ended with code ${code}`);
  });

async function bootPortal() {
  portal = processes();
  const url = await startPortal(portal, {
    env: { ...env, ...upstreams },
    stateDir,
    port: ports.portal,
    sandboxPort: ports.sandbox,
  });
  person = await eventually('sign-in', () =>
    PortalClient.signIn(url, 'jonas.weber'),
  );
}

/** As the kernel's out-of-memory killer would. */
async function killPortal() {
  await portal.kill();
}

/** Repeats until it doesn't throw; returns the result. */
async function eventually(what, attempt, withinMs = 90_000) {
  const deadline = Date.now() + withinMs;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() > deadline) {
        throw new Error(`${what}: ${error.message}`, { cause: error });
      }
      await sleep(250);
    }
  }
}

const request = name => ({
  templateRef: 'template:default/api-service',
  values: {
    name,
    owner: `group:default/${TEAM}`,
    description: 'Shows that a crash leaves no mess.',
    port: 8080,
    minReplicas: 1,
    maxReplicas: 3,
  },
});

async function startRun(name) {
  await eventually('template is in the catalog', () =>
    person.get('/catalog/entities/by-name/template/default/api-service'),
  );
  return person.post('/provisioning/runs', {
    ...request(name),
    requestId: randomUUID(),
  });
}

const getRun = id => person.get(`/provisioning/runs/${id}`);

/** Waits for a run to satisfy a condition; a failed run shows its error. */
const waitFor = (id, what, condition) =>
  eventually(what, async () => {
    const run = await getRun(id);
    assert.ok(
      condition(run),
      `status ${run.status}, waits for ${run.waitingFor}, ${JSON.stringify(
        run.error,
      )}, steps ${run.steps
        .map(step => `${step.id} ${step.status}`)
        .join(', ')}`,
    );
    return run;
  });

const statusOf = (run, step) => run.steps.find(({ id }) => id === step)?.status;

async function gitlab(path, init = {}) {
  const response = await fetch(
    `http://localhost:${ports.sandbox}/gitlab/api/v4${path}`,
    {
      ...init,
      headers: {
        'private-token': upstreams.GITLAB_TOKEN,
        'content-type': 'application/json',
      },
    },
  );
  return {
    status: response.status,
    body: await response.json().catch(() => undefined),
  };
}

const vault = async path =>
  (
    await fetch(`http://localhost:${ports.sandbox}/vault/v1/${path}`, {
      headers: { 'x-vault-token': upstreams.VAULT_TOKEN },
    })
  ).status;

const kubernetes = async (cluster, path) =>
  (
    await fetch(
      `http://localhost:${ports.sandbox}/kubernetes/${cluster}${path}`,
      {
        headers: { authorization: `Bearer ${upstreams.K8S_TOKEN}` },
      },
    )
  ).status;

/** Reads every upstream: nothing of the service may be there any more. */
async function assertNothingLeft(name) {
  assert.equal(
    (await gitlab(`/projects/${TEAM}%2F${name}`)).status,
    404,
    'repository',
  );
  const { body: tree } = await gitlab(
    '/projects/platform%2Fgitops/repository/tree?recursive=true&per_page=100&ref=main',
  );
  assert.deepEqual(
    tree
      .map(entry => entry.path)
      .filter(path => path.includes(name) || path.includes(`tenants/${TEAM}`)),
    [],
    'files in the GitOps repository',
  );
  for (const environment of ['dev', 'staging', 'production']) {
    assert.equal(
      await vault(`secret/metadata/${TEAM}/${name}/${environment}`),
      404,
      'secret',
    );
    assert.equal(
      await vault(`sys/policies/acl/${TEAM}-${name}-${environment}`),
      404,
      'policy',
    );
    assert.equal(
      await vault(
        `auth/kubernetes-${environment}/role/${TEAM}-${name}-${environment}`,
      ),
      404,
      'role',
    );
    assert.equal(
      await kubernetes(
        environment,
        `/api/v1/namespaces/${TEAM}-${environment}`,
      ),
      404,
      'namespace',
    );
  }
  await eventually('the catalog forgets it', async () => {
    await assert.rejects(
      person.get(`/catalog/entities/by-name/component/default/${name}`),
      {
        status: 404,
      },
    );
  });
}

before(async () => {
  ports = { portal: await freePort(), sandbox: await freePort() };
  sandbox = processes();
  upstreams = await startSandbox(sandbox, {
    env,
    stateDir,
    port: ports.sandbox,
    seed: 'minimal',
    pace: 1,
  });
  await bootPortal();
});

after(async () => {
  await portal?.stop();
  await sandbox?.stop();
  rmSync(stateDir, { recursive: true, force: true });
});

describe('a run and a crash', { concurrency: 1 }, () => {
  let id;

  it('goes on after SIGKILL in the middle of a step, and makes nothing twice', async () => {
    ({ id } = await startRun('crash-api'));
    await waitFor(
      id,
      'the pipeline step runs',
      run => statusOf(run, 'pipeline') === 'running',
    );
    await killPortal();
    await bootPortal();
    const run = await waitFor(
      id,
      'the run succeeds',
      ({ status }) => status === 'succeeded',
    );

    const commits = await gitlab(
      `/projects/${TEAM}%2Fcrash-api/repository/commits?ref_name=main`,
    );
    assert.equal(commits.body.length, 1);
    assert.equal(commits.body[0].author_email, 'jonas.weber@aerq.example');
    assert.match(commits.body[0].message, new RegExp(`Runway-Run: ${id}`));
    const keys = run.resources.map(
      ({ kind, instance, key }) => `${kind} ${instance} ${key}`,
    );
    assert.equal(new Set(keys).size, keys.length);
    assert.deepEqual(
      run.resources
        .filter(({ state }) => state !== 'present')
        .map(({ key, state }) => [key, state]),
      [],
    );
  });

  it('finishes an undo that was killed half-way, and leaves nothing', async () => {
    await person.post(`/provisioning/runs/${id}/undo`);
    await waitFor(id, 'undo is on its way', run =>
      run.resources.some(({ state }) => state === 'undone'),
    );
    await killPortal();
    await bootPortal();
    const run = await waitFor(
      id,
      'the run is undone',
      ({ status }) => status !== 'undoing',
    );
    assert.equal(
      run.status,
      'undone',
      JSON.stringify(run.resources.filter(r => r.state !== 'undone')),
    );
    await assertNothingLeft('crash-api');
  });

  it('fails with advice, goes on from the failed step on retry, and is undone', async () => {
    const variable = { key: 'RUNWAY_SANDBOX_FAIL_JOB', value: 'node-test' };
    assert.equal(
      (
        await gitlab(`/groups/${TEAM}/variables`, {
          method: 'POST',
          body: JSON.stringify(variable),
        })
      ).status,
      201,
    );
    const started = await startRun('retry-api');
    const failed = await waitFor(
      started.id,
      'the run fails',
      ({ status }) => status === 'failed',
    );
    assert.equal(failed.error.stepId, 'pipeline');
    assert.match(failed.error.message, /job node-test failed/);
    assert.match(failed.error.advice, /press Retry/);
    assert.equal(statusOf(failed, 'repository'), 'succeeded');

    assert.equal(
      (
        await gitlab(`/groups/${TEAM}/variables/${variable.key}`, {
          method: 'DELETE',
        })
      ).status,
      204,
    );
    await person.post(`/provisioning/runs/${started.id}/retry`);
    await waitFor(
      started.id,
      'the retried run succeeds',
      ({ status }) => status === 'succeeded',
    );
    await person.post(`/provisioning/runs/${started.id}/undo`);
    await waitFor(
      started.id,
      'the run is undone',
      ({ status }) => status === 'undone',
    );
    await assertNothingLeft('retry-api');
  });

  it('starts one run of two for the same name at the same time', async () => {
    const outcomes = await Promise.allSettled([
      startRun('twin-api'),
      startRun('twin-api'),
    ]);
    const started = outcomes
      .filter(({ status }) => status === 'fulfilled')
      .map(({ value }) => value);
    assert.equal(
      started.length,
      1,
      JSON.stringify(outcomes.map(o => o.reason?.message)),
    );
    assert.match(outcomes.find(({ reason }) => reason).reason.message, /taken/);
    await person.post(`/provisioning/runs/${started[0].id}/undo`);
    await waitFor(
      started[0].id,
      'the run is undone',
      ({ status }) => status === 'undone',
    );
    await assertNothingLeft('twin-api');
  });

  it('lets no secret out: not into logs, rows, answers or repositories', async () => {
    const { id: runId } = await startRun('canary-api');
    await waitFor(
      runId,
      'the run succeeds',
      ({ status }) => status === 'succeeded',
    );
    const secrets = [
      ...Object.entries(upstreams)
        .filter(([name]) => /TOKEN|SECRET/.test(name))
        .map(([, value]) => value),
      ...generatedSecrets(),
    ];
    assert.ok(
      secrets.length >= 8,
      'five credentials and a key for each environment are known',
    );

    const answers = JSON.stringify([
      await getRun(runId),
      await person.get(`/provisioning/runs/${runId}/log`),
      await person.get(
        '/catalog/entities/by-name/component/default/canary-api',
      ),
    ]);
    const places = new Map([['answers of the portal', answers]]);
    for (const folder of ['logs', 'database']) {
      for (const file of readdirSync(join(stateDir, folder))) {
        places.set(
          `${folder}/${file}`,
          readFileSync(join(stateDir, folder, file), 'latin1'),
        );
      }
    }
    const repositories = join(stateDir, 'sandbox', 'gitlab', 'repositories');
    for (const repository of readdirSync(repositories).filter(name =>
      name.endsWith('.git'),
    )) {
      const { stdout } = spawnSync(
        'git',
        ['-C', join(repositories, repository), 'log', '--all', '-p'],
        {
          encoding: 'latin1',
          maxBuffer: 256 * 1024 * 1024,
        },
      );
      places.set(`repository ${repository}`, stdout);
    }
    const leaks = [...places]
      .filter(([, text]) => secrets.some(secret => text.includes(secret)))
      .map(([place]) => place);
    assert.deepEqual(leaks, []);

    await person.post(`/provisioning/runs/${runId}/undo`);
    await waitFor(
      runId,
      'the run is undone',
      ({ status }) => status === 'undone',
    );
  });
});

/** What the platform made for the services: only Vault, whose state this is, may hold it. */
function generatedSecrets() {
  const require = createRequire(join(root, 'package.json'));
  const Database = require('better-sqlite3');
  const vaultState = new Database(join(stateDir, 'sandbox', 'sandbox.sqlite'), {
    readonly: true,
  });
  try {
    const rows = vaultState
      .prepare("SELECT value FROM documents WHERE collection LIKE 'vault%'")
      .all();
    return rows.flatMap(({ value }) =>
      [...value.matchAll(/"SESSION_KEY":"([^"]{16,})"/g)].map(
        ([, secret]) => secret,
      ),
    );
  } finally {
    vaultState.close();
  }
}
