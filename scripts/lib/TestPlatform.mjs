// A portal and a sandbox of their own, for tests that kill things: only processes and HTTP, no test doubles.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startPortal, startSandbox } from './platform.mjs';
import { freePort } from './ports.mjs';
import { PortalClient } from './PortalClient.mjs';
import { Processes } from './run.mjs';
import { ensureToolchain } from './toolchain.mjs';

/** Repeats until it doesn't throw; returns the result. */
export async function eventually(what, attempt, withinMs = 90_000) {
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

const processes = () =>
  new Processes((name, code) => {
    throw new Error(`the ${name} ended with code ${code}`);
  });

export class TestPlatform {
  stateDir = mkdtempSync(join(tmpdir(), 'runway-test-'));
  #env = ensureToolchain(() => {});
  #sandbox = processes();
  #portal;
  #replicas = [];

  /**
   * @param {object} options
   * @param {string} options.team - makes the services
   * @param {string} options.person - presses the buttons
   * @param {number} [options.pace] - multiplies what the upstreams wait in simulations
   * @param {object} [options.portal] - more for `startPortal`: `configs`, `preload`, `env`
   */
  constructor({ team, person, pace = 1, portal = {} }) {
    this.team = team;
    this.personName = person;
    this.pace = pace;
    this.portalOptions = portal;
  }

  async start() {
    for (const signal of ['SIGINT', 'SIGTERM']) {
      process.once(signal, async () => {
        await Promise.all([this.#portal?.kill(), this.#sandbox.kill()]);
        process.exit(1);
      });
    }
    this.ports = { portal: await freePort(), sandbox: await freePort() };
    this.upstreams = await startSandbox(this.#sandbox, {
      env: this.#env,
      stateDir: this.stateDir,
      port: this.ports.sandbox,
      seed: 'minimal',
      pace: this.pace,
    });
    await this.bootPortal();
  }

  async bootPortal() {
    this.#portal = processes();
    const url = await startPortal(this.#portal, {
      ...this.#portalStart(),
      port: this.ports.portal,
    });
    this.person = await eventually('sign-in', () =>
      PortalClient.signIn(url, this.personName),
    );
  }

  #portalStart() {
    return {
      ...this.portalOptions,
      env: { ...this.#env, ...this.upstreams, ...this.portalOptions.env },
      stateDir: this.stateDir,
      sandboxPort: this.ports.sandbox,
    };
  }

  /**
   * Starts one more portal on the same state.
   * @returns somebody at that portal, its processes, and its end without a chance to clean up
   */
  async startReplica() {
    const portal = processes();
    this.#replicas.push(portal);
    const url = await startPortal(portal, {
      ...this.#portalStart(),
      port: await freePort(),
      name: `replica-${this.#replicas.length}`,
    });
    return {
      person: await eventually('sign-in', () =>
        PortalClient.signIn(url, this.personName),
      ),
      pids: portal.pids,
      kill: () => portal.kill(),
    };
  }

  get portalPids() {
    return this.#portal.pids;
  }

  /** As the kernel's out-of-memory killer would. */
  killPortal() {
    return this.#portal.kill();
  }

  /** Upstreams that accept connections and answer nothing, until `thaw`. */
  freezeUpstreams() {
    this.#sandbox.signal('SIGSTOP');
  }

  thawUpstreams() {
    this.#sandbox.signal('SIGCONT');
  }

  async stopPortal() {
    await Promise.all(
      [this.#portal, ...this.#replicas].map(portal => portal?.stop()),
    );
  }

  async stop() {
    this.thawUpstreams();
    await this.stopPortal();
    await this.#sandbox.stop();
    rmSync(this.stateDir, { recursive: true, force: true });
  }

  async startRun(name, team = this.team) {
    await eventually('template is in the catalog', () =>
      this.person.get('/catalog/entities/by-name/template/default/api-service'),
    );
    return this.person.post('/provisioning/runs', {
      requestId: randomUUID(),
      ...this.formOf(name, team),
    });
  }

  /** The form of a service, as the wizard would send it. */
  formOf(name, team = this.team) {
    return {
      templateRef: 'template:default/api-service',
      values: {
        name,
        owner: `group:default/${team}`,
        description: 'Shows that a crash leaves no mess.',
        port: 8080,
        minReplicas: 1,
        maxReplicas: 3,
      },
    };
  }

  getRun(id) {
    return this.person.get(`/provisioning/runs/${id}`);
  }

  /** Waits for a run to satisfy a condition; a failure shows where it stands. */
  waitFor(id, what, condition) {
    return eventually(what, async () => {
      const run = await this.getRun(id);
      const steps = run.steps.map(step => `${step.id} ${step.status}`);
      assert.ok(
        condition(run),
        `status ${run.status}, waits for ${run.waitingFor}, ${JSON.stringify(
          run.error,
        )}, ${steps.join(', ')}`,
      );
      return run;
    });
  }

  /** Undoes a run to its end. */
  async undo(id) {
    await this.person.post(`/provisioning/runs/${id}/undo`);
    const run = await this.waitFor(
      id,
      'the undo ends',
      ({ status }) => status !== 'undoing',
    );
    const left = run.resources.filter(({ state }) => state === 'orphaned');
    assert.equal(run.status, 'undone', JSON.stringify(left));
    return run;
  }

  /** Puts a fault in force in the sandbox. @returns its id */
  async addFault(rule) {
    const response = await this.#ask('/sandbox/faults', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(rule),
    });
    const body = await response.json();
    assert.equal(response.status, 201, JSON.stringify(body));
    return body.id;
  }

  /** Ends a fault. @returns how many requests met it */
  async removeFault(id) {
    const hits = await this.hitsOf(id);
    await this.#ask(`/sandbox/faults/${id}`, { method: 'DELETE' });
    return hits;
  }

  /** How many requests a fault has met so far. */
  async hitsOf(id) {
    const { faults } = await (await this.#ask('/sandbox/faults')).json();
    return faults.find(rule => rule.id === id).hits;
  }

  async gitlab(path, init = {}) {
    const response = await this.#ask(`/gitlab/api/v4${path}`, {
      ...init,
      headers: {
        'private-token': this.upstreams.GITLAB_TOKEN,
        'content-type': 'application/json',
      },
    });
    return {
      status: response.status,
      body: await response.json().catch(() => undefined),
    };
  }

  async #statusOf(path, headers) {
    return (await this.#ask(path, { headers })).status;
  }

  #ask(path, init) {
    return fetch(`http://localhost:${this.ports.sandbox}${path}`, init);
  }

  /** Reads every upstream: nothing of the service, or of the team's namespaces, may be there any more. */
  async assertNothingLeft(name) {
    const { team } = this;
    const project = await this.gitlab(`/projects/${team}%2F${name}`);
    assert.equal(project.status, 404, 'repository');
    const { body: tree } = await this.gitlab(
      '/projects/platform%2Fgitops/repository/tree?recursive=true&per_page=100&ref=main',
    );
    const left = tree
      .map(entry => entry.path)
      .filter(path => path.includes(name) || path.includes(`tenants/${team}`));
    assert.deepEqual(left, [], 'files in the GitOps repository');

    const vault = { 'x-vault-token': this.upstreams.VAULT_TOKEN };
    const kubernetes = { authorization: `Bearer ${this.upstreams.K8S_TOKEN}` };
    for (const environment of ['dev', 'staging', 'production']) {
      const policy = `${team}-${name}-${environment}`;
      for (const [path, headers] of [
        [`/vault/v1/secret/metadata/${team}/${name}/${environment}`, vault],
        [`/vault/v1/sys/policies/acl/${policy}`, vault],
        [`/vault/v1/auth/kubernetes-${environment}/role/${policy}`, vault],
        [
          `/kubernetes/${environment}/api/v1/namespaces/${team}-${environment}`,
          kubernetes,
        ],
      ]) {
        assert.equal(await this.#statusOf(path, headers), 404, path);
      }
    }
    await eventually('the catalog forgets it', () =>
      assert.rejects(
        this.person.get(`/catalog/entities/by-name/component/default/${name}`),
        { status: 404 },
      ),
    );
  }
}
