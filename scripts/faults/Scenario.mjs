import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { ruleFor } from './calls.mjs';
import { FAULTS } from './faultKinds.mjs';

const POLL_MS = 400;
/** Phases that ask until something has come or gone. */
const WAITS = /(:wait|undo argocd-application|undo namespace)$/;

/** The life of one service with what goes wrong in it, from Create to the last thing taken back. */
export class Scenario {
  /** In force now. */
  #fault;
  /** What became of it, for the report. */
  outcome = {};
  answers = [];

  constructor(lab, { name, run, undo }, team) {
    this.lab = lab;
    this.service = { team, name };
    this.run = run;
    this.undo = undo;
  }

  async play() {
    try {
      this.id = await this.#create();
      if (this.id) {
        await this.#toSuccessOrUndo(this.id);
        await this.#takeBack(this.id);
      }
    } catch (error) {
      await this.#clear().catch(() => {});
      await this.#cleanUp().catch(() => {});
      throw error;
    }
  }

  /** After a case that failed: leaves the team as it was, if the product can. */
  async #cleanUp() {
    if (this.id) {
      await this.lab.platform.person.post(`/provisioning/runs/${this.id}/undo`);
      await this.#ended(this.id);
    }
  }

  /** @returns the id of the run; undefined when the preflight refused it */
  async #create() {
    const { platform } = this.lab;
    const { team, name } = this.service;
    if (this.run) {
      this.#arm('run');
    }
    if (this.run?.call.phase !== 'preflight') {
      return (await platform.startRun(name, team)).id;
    }
    const started = await platform.startRun(name, team).catch(error => error);
    await this.#clear();
    if (!(started instanceof Error)) {
      return started.id;
    }
    this.outcome.run = 'refused';
    assert.match(started.message, /^Nothing was made\./);
    this.lab.state.assertNothingLeft(this.service);
    const { ok, checks } = await platform.person.post(
      '/provisioning/preflight',
      platform.formOf(name, team),
    );
    assert.ok(ok, JSON.stringify(checks));
    return undefined;
  }

  /** Until the run has succeeded, if need be by Retry; or until the ending wants it undone. */
  async #toSuccessOrUndo(id) {
    const { platform } = this.lab;
    let run = await this.#ended(id);
    this.outcome.run = run.status;
    await this.#assertHonest(run);
    if (run.status === 'failed') {
      assertExplained(run);
      assert.ok(
        FAULTS[this.run?.fault]?.lasts,
        `it needed a person: ${JSON.stringify(run.error)}`,
      );
      if (this.run.ending === 'undo') {
        return;
      }
      await this.#clear();
      await platform.person.post(`/provisioning/runs/${id}/retry`);
      run = await this.#ended(id);
      await this.#assertHonest(run);
    }
    assert.equal(run.status, 'succeeded', JSON.stringify(run.error));
    await this.#clear();
    this.lab.rememberSecretsOf(this.service);
  }

  /** Undo with the fault still on, and once more without when something stayed. */
  async #takeBack(id) {
    const { platform, state } = this.lab;
    if (this.undo) {
      this.#arm('undo');
    }
    await platform.person.post(`/provisioning/runs/${id}/undo`);
    let run = await this.#ended(id);
    this.outcome.undo = run.status;
    await this.#assertHonest(run);
    await this.#clear();
    if (run.status === 'undo-failed') {
      const left = run.resources.filter(row => row.state === 'orphaned');
      assert.ok(left.length > 0 && left.every(({ reason }) => reason));
      assert.ok(run.error.advice);
      await platform.person.post(`/provisioning/runs/${id}/undo`);
      run = await this.#ended(id);
      await this.#assertHonest(run);
    }
    assert.equal(run.status, 'undone', JSON.stringify(run.error));
    await eventually(() => state.assertNothingLeft(this.service));
    this.answers.push(
      await platform.person.get(`/provisioning/runs/${id}/log`),
    );
  }

  /** The ledger says what there is; controllers may need a moment to take away what is declared no more. */
  #assertHonest(run) {
    return eventually(() =>
      this.lab.state.assertEqualsLedger(run, this.service),
    );
  }

  /** Puts the fault of `run` or `undo` in force when its phase begins. */
  #arm(where) {
    const { platform } = this.lab;
    const { call, fault } = this[where];
    const rule = ruleFor(call, this.service, FAULTS[fault].rule);
    this.#fault = { where, call };
    this.lab.before(this.service.name, call.phase, async () => {
      this.#fault.id = await platform.addFault(rule);
    });
  }

  /** Ends the fault. One that met nothing has tested nothing; only a wait may be over before it asks again. */
  async #clear() {
    const fault = this.#fault;
    this.#fault = undefined;
    if (fault) {
      const hits = fault.id ? await this.lab.platform.removeFault(fault.id) : 0;
      const { phase, changes } = fault.call;
      assert.ok(
        hits > 0 || (WAITS.test(phase) && !changes),
        'the fault met no request',
      );
      if (hits === 0) {
        this.outcome[fault.where] = 'met nothing';
      }
    }
  }

  async #ended(id) {
    const run = await this.lab.ended(id);
    this.answers.push(run);
    return run;
  }
}

/** A person must be told what happened, in which step, and what to do. */
function assertExplained({ error, can }) {
  assert.ok(
    error?.message && error.advice && error.stepId,
    JSON.stringify(error),
  );
  assert.ok(can.retry && can.undo);
}

/** What controllers take away a moment after the ledger's last word. */
async function eventually(check) {
  const deadline = Date.now() + 15_000;
  for (;;) {
    try {
      return check();
    } catch (error) {
      if (Date.now() > deadline) {
        throw error;
      }
      await sleep(POLL_MS);
    }
  }
}
