// A platform for many runs with faults at the same time: each run works for a team of its own and meets only its own fault.
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { distinctCalls } from './calls.mjs';
import { TestPlatform } from '../lib/TestPlatform.mjs';
import { UpstreamState } from '../lib/UpstreamState.mjs';
import { root } from '../lib/toolchain.mjs';

/**
 * Teams that have no namespaces yet, so that each run makes and takes back everything there is to make; as many as there are
 * runs at the same time.
 */
export const TEAMS = [
  'ground',
  'cabin',
  'crew',
  'booking',
  'loyalty',
  'data',
].slice(0, Number(process.env.RUNWAY_FAULTS_LANES ?? 6));

/** Long enough for an honest answer on a busy machine; a call that hangs takes twice that. */
export const TIMEOUT_MS = 8_000;

/** Asking costs the portal more than its own work, so it isn't asked often. */
const POLL_MS = 800;
const CLEAN_WITHIN_MS = 15_000;
const RUN_WITHIN_MS = 240_000;
const ENDED = ['succeeded', 'failed', 'undone', 'undo-failed'];

export class FaultLab {
  #gates = new Map();
  #freeTeams = [...TEAMS];
  #working = 0;
  #waitingForTeam = [];
  /** Secrets that were made for services, to be looked for where none may be. */
  secrets = [];

  /**
   * @param {object} [options]
   * @param {string[]} [options.configs] - laid over the portal's configuration
   * @param {object} [options.env] - more variables for the portal
   * @param {boolean} [options.catalog] - false when the catalog isn't in a SQLite file
   */
  constructor({ configs = [], env = {}, catalog = true } = {}) {
    this.options = { configs, env, catalog };
  }

  async start({ prepare } = {}) {
    this.gate = createServer((request, response) =>
      this.#pass(request, response),
    );
    await new Promise(resolve => this.gate.listen(0, 'localhost', resolve));
    this.platform = new TestPlatform({
      team: TEAMS[0],
      // A platform engineer may act for every team.
      person: 'priya.nair',
      pace: 0,
    });
    const { stateDir } = this.platform;
    this.requestsFile = join(stateDir, 'requests.jsonl');
    writeFileSync(this.requestsFile, '');
    this.platform.portalOptions = {
      preload: [join(root, 'scripts/faults/instrument.cjs')],
      configs: [
        join(root, 'scripts/faults/app-config.faults.yaml'),
        ...this.options.configs,
      ],
      env: {
        ...this.options.env,
        RUNWAY_FAULTS_GATE: `http://localhost:${this.gate.address().port}`,
        RUNWAY_FAULTS_REQUESTS: this.requestsFile,
        RUNWAY_FAULTS_TIMEOUT_MS: String(TIMEOUT_MS),
      },
    };
    await prepare?.(stateDir);
    await this.platform.start();
    this.state = new UpstreamState(this.platform, this.options);
  }

  async stop() {
    this.state?.close();
    this.gate?.closeAllConnections();
    this.gate?.close();
    await this.platform?.stop();
  }

  /** Makes a service and takes it back with nothing in the way. @returns the calls that this took */
  async record() {
    const service = { team: TEAMS[0], name: 'clean-run' };
    // Some things are asked for once in the life of the portal, which no other run would do again.
    await this.platform.person.post(
      '/provisioning/preflight',
      this.platform.formOf('first-look', service.team),
    );
    const { id } = await this.platform.startRun(service.name, service.team);
    const run = await this.platform.waitFor(
      id,
      'the clean run succeeds',
      ({ status }) => status === 'succeeded',
    );
    this.state.assertEqualsLedger(run, service);
    await this.platform.undo(id);
    this.state.assertNothingLeft(service);
    return distinctCalls(this.requestsOf(service.name), service);
  }

  /**
   * Waits for a team that no other run works for, and works for it. A team with something left over from a case that
   * failed is used no more, so that one mistake shows once.
   */
  async withTeam(work) {
    const team =
      this.#freeTeams.pop() ??
      (await new Promise((resolve, reject) => {
        this.#waitingForTeam.push({ resolve, reject });
      }));
    this.#working++;
    try {
      return await work(team);
    } finally {
      this.#working--;
      if (this.state.isClean(team)) {
        const next = this.#waitingForTeam.shift();
        if (next) {
          next.resolve(team);
        } else {
          this.#freeTeams.push(team);
        }
      } else if (this.#working === 0 && this.#freeTeams.length === 0) {
        const error = new Error('each team has something left over');
        this.#waitingForTeam.forEach(({ reject }) => reject(error));
      }
    }
  }

  rememberSecretsOf(service) {
    this.secrets.push(...this.state.secretsOf(service));
  }

  /** Calls `enter` before a phase of a run begins; the phase waits until it is done. */
  before(run, phase, enter) {
    this.#gates.set(`${run} ${phase}`, enter);
  }

  /** Stops a run where a phase begins, until its portal is killed. @returns the portal's process, once it is there */
  hold(run, phase) {
    return new Promise(reached => {
      this.before(run, phase, pid => {
        reached(pid);
        return new Promise(() => {});
      });
    });
  }

  /** Controllers take away a moment later what the ledger knows to be gone. */
  async eventuallyClean(team) {
    const deadline = Date.now() + CLEAN_WITHIN_MS;
    while (!this.state.isClean(team)) {
      if (Date.now() > deadline) {
        throw new Error(
          `left of ${team}: ${[...this.state.of({ team, name: '-' })]}`,
        );
      }
      await sleep(POLL_MS);
    }
  }

  /** Waits until a run has ended in one of the ways there are. */
  async ended(id) {
    const deadline = Date.now() + RUN_WITHIN_MS;
    for (;;) {
      const run = await this.platform.getRun(id);
      if (ENDED.includes(run.status)) {
        return run;
      }
      if (Date.now() > deadline) {
        throw new Error(
          `${run.name} is still ${run.status}, waits for ${run.waitingFor}`,
        );
      }
      await sleep(POLL_MS);
    }
  }

  /** Requests that a run has sent, in their order. */
  requestsOf(run) {
    return readFileSync(this.requestsFile, 'utf8')
      .split('\n')
      .filter(Boolean)
      .map(line => JSON.parse(line))
      .filter(request => request.run === run);
  }

  async #pass(request, response) {
    let body = '';
    for await (const chunk of request) {
      body += chunk;
    }
    const { run, phase, pid } = JSON.parse(body);
    const enter = this.#gates.get(`${run} ${phase}`);
    this.#gates.delete(`${run} ${phase}`);
    await enter?.(pid);
    response.end();
  }
}
