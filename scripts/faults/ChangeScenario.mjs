import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { PortalClient } from '../lib/PortalClient.mjs';
import { ruleFor } from './calls.mjs';
import { FAULTS } from './faultKinds.mjs';

const POLL_MS = 800;
const ENDS_WITHIN_MS = 180_000;
/** Nothing happens any more until a person does something. */
const STOPS = [
  'awaiting-approval',
  'completed',
  'incomplete',
  'failed',
  'cancelled',
];
/** What may be over before it asks, and what one look answers for everybody. */
const MAY_MEET_NOTHING =
  / argocd-application: |GET \/(api\/version|v1\/sys\/health)/;
/** A whole system that is down hides what was to go wrong with one of its calls: that comes after Retry. */
const ARMED_AT_MOST = 3;

/** Owner and giver of the service, and who takes it over. Both have their namespaces from the beginning. */
const TEAM = 'flight-ops';
const NEXT_TEAM = 'booking';

/** Role -> who has it. */
const PEOPLE = {
  owner: 'amelia.reyes',
  'new-owner': 'noor.haddad',
  platform: 'priya.nair',
};

/** @returns role -> somebody at the portal */
export async function signInPeople({ person }) {
  const clients = await Promise.all(
    Object.entries(PEOPLE).map(async ([role, name]) => [
      role,
      await PortalClient.signIn(person.url, name),
    ]),
  );
  return Object.fromEntries(clients);
}

/** A service that is given to another team, and then taken down, with what goes wrong on the way. */
export class ChangeScenario {
  /** By phase: what goes wrong there, with how often it was put in force and what it met. */
  #cells;
  #before;
  answers = [];

  constructor(lab, people, { name, cells = [] }) {
    this.lab = lab;
    this.people = people;
    this.service = { team: TEAM, name };
    this.#cells = cells.map(cell => ({ ...cell, armed: 0, hits: 0 }));
  }

  /** What each cell came to, for the report. */
  get cells() {
    return this.#cells;
  }

  async play() {
    await this.create();
    await this.change('transfer');
    await this.change('decommission');
    for (const { call, fault, hits } of this.#cells) {
      const cell = `${call.phase}: ${call.title}`;
      assert.ok(
        hits > 0 || MAY_MEET_NOTHING.test(cell),
        `${cell}: ${fault} met no request`,
      );
    }
  }

  async create() {
    const { platform, state } = this.lab;
    const { id } = await platform.startRun(this.service.name, TEAM);
    this.runId = id;
    const run = await this.lab.ended(id);
    assert.equal(run.status, 'succeeded', JSON.stringify(run.error));
    this.lab.rememberSecretsOf(this.service);
    this.#before = state.of(this.service);
  }

  /** Brings a change to its end, whatever it takes. */
  async change(kind) {
    this.kind = kind;
    this.#cells
      .filter(cell => kindOf(cell) === kind)
      .forEach(cell => this.#arm(cell));
    await this.ask(kind);
    await this.finish();
  }

  /** Asks for a change; when that is refused nothing was begun, and the same request is good afterwards. */
  async ask(kind) {
    this.kind = kind;
    const { entityRef, form } = this.#request(kind);
    const asked = () => this.#asker.post('/provisioning/changes', form);
    const change = await asked().catch(async error => {
      assert.ok(this.#isArmed(`${kind} ask`), error.message);
      const { items } = await this.#asker.get(
        `/provisioning/changes?open=true&entityRef=${entityRef}`,
      );
      assert.deepEqual(items, []);
      await this.#clear();
      return asked();
    });
    this.id = change.id;
  }

  /** From wherever it stands. */
  async finish() {
    for (;;) {
      const change = await this.#stopped();
      this.answers.push(change);
      if (change.status === 'completed') {
        await this.#clear();
        await this.#assertDone(change);
        return;
      }
      if (change.status === 'awaiting-approval') {
        await this.approve(change);
        continue;
      }
      assert.ok(
        change.error?.message && change.error.advice,
        JSON.stringify(change),
      );
      const met = await this.#clear();
      assert.ok(met.length > 0, `it needed a person: ${change.error.message}`);
      met.forEach(cell => {
        cell.outcome = change.status;
      });
      if (
        change.status === 'failed' &&
        change.can.cancel &&
        met.some(({ ending }) => ending === 'cancel')
      ) {
        await this.#giveUp();
        await this.ask(this.kind);
      } else {
        await this.#act('retry');
      }
    }
  }

  async approveWhenAsked() {
    await this.approve(
      await this.#until(
        ({ status }) => status === 'awaiting-approval',
        'it asks for approvals',
      ),
    );
  }

  async approve({ mergeRequest, approvals }) {
    await this.#whileWaiting();
    // GitLab's own rule for the repository that runs everything.
    if (this.kind === 'decommission') {
      await this.#approveInGitLab(mergeRequest.url);
    }
    for (const { role, approvedBy } of approvals) {
      if (!approvedBy) {
        await this.#as(role)
          .post(`/provisioning/changes/${this.id}/approve`, { role })
          .catch(error => {
            // The approval in GitLab was counted a moment before.
            assert.match(error.message, /approved it already|nothing waits/);
          });
      }
    }
    await this.#until(
      ({ status }) => status !== 'awaiting-approval',
      'everybody approved',
    );
  }

  /** Lets a fault that is about waiting for people meet its request. */
  async #whileWaiting() {
    const cell = this.#cells.find(
      ({ call, hits }) => call.phase === `${this.kind} approvals` && hits === 0,
    );
    if (cell) {
      const deadline = Date.now() + 30_000;
      while (
        Date.now() < deadline &&
        !(cell.id && (await this.lab.platform.hitsOf(cell.id)) > 0)
      ) {
        await sleep(POLL_MS);
      }
      await this.#clear();
    }
  }

  /** Given up: everything is as it was, and nothing of the change is left in GitLab. */
  async #giveUp() {
    await this.#act('cancel');
    const { status, mergeRequest } = await this.#until(
      change => change.mergeRequest?.state !== 'opened',
      'its merge request is closed',
    );
    assert.equal(status, 'cancelled');
    assert.notEqual(mergeRequest?.state, 'merged');
    if (this.kind === 'decommission') {
      assert.deepEqual(this.lab.state.of(this.service), this.#before);
    }
  }

  async #assertDone({ items }) {
    const wrong = items.filter(
      ({ state, reason }) =>
        state !== 'done' && !(state === 'kept' && reason !== undefined),
    );
    assert.deepEqual(wrong, []);
    const { platform, state } = this.lab;
    const run = await platform.getRun(this.runId);
    this.answers.push(run);
    await eventually(() => state.assertEqualsLedger(run, this.service));
    if (this.kind === 'decommission') {
      const left = [...state.of(this.service)].filter(
        id => id.includes(this.service.name) && !id.startsWith('vault-secret'),
      );
      assert.deepEqual(left, [
        `gitlab-project main ${TEAM}/${this.service.name}`,
      ]);
    }
  }

  /** After a transfer it is the other team's. */
  get #asker() {
    return this.#as('owner');
  }

  #as(role) {
    const isHandedOver = this.kind === 'decommission' && role === 'owner';
    return this.people[isHandedOver ? 'new-owner' : role];
  }

  #request(kind) {
    const entityRef = `component:default/${this.service.name}`;
    const common = { kind, entityRef, requestId: randomUUID() };
    const reason = 'Shows that a change leaves no mess.';
    return {
      entityRef,
      form:
        kind === 'transfer'
          ? { ...common, reason, newOwnerRef: `group:default/${NEXT_TEAM}` }
          : {
              ...common,
              reason,
              confirmName: this.service.name,
              deleteData: [],
            },
    };
  }

  #act(what) {
    return this.#asker.post(`/provisioning/changes/${this.id}/${what}`);
  }

  async #approveInGitLab(url) {
    const response = await fetch(`${url}/approve`, {
      method: 'POST',
      redirect: 'manual',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        origin: new URL(url).origin,
      },
      body: 'username=lars.eriksen',
    });
    assert.equal(response.status, 303, await response.text());
  }

  #stopped() {
    return this.#until(({ status }) => STOPS.includes(status), 'it stops');
  }

  async #until(condition, what) {
    const deadline = Date.now() + ENDS_WITHIN_MS;
    for (;;) {
      const change = await this.#asker.get(`/provisioning/changes/${this.id}`);
      if (condition(change)) {
        return change;
      }
      if (Date.now() > deadline) {
        throw new Error(
          `${this.kind} is ${change.status}, waits for ${change.waitingFor}; not so: ${what}`,
        );
      }
      await sleep(POLL_MS);
    }
  }

  /** Puts a fault in force when its phase begins. */
  #arm(cell) {
    const rule = ruleFor(cell.call, this.service, FAULTS[cell.fault].rule);
    this.lab.before(this.service.name, cell.call.phase, async () => {
      cell.armed++;
      cell.id = await this.lab.platform.addFault(rule);
    });
  }

  #isArmed(phase) {
    return this.#cells.some(({ call, id }) => call.phase === phase && id);
  }

  /** Ends the faults in force. @returns the cells that were */
  async #clear() {
    const met = this.#cells.filter(({ id }) => id);
    for (const cell of met) {
      cell.hits += await this.lab.platform.removeFault(cell.id);
      cell.id = undefined;
      if (cell.hits === 0 && cell.armed < ARMED_AT_MOST) {
        this.#arm(cell);
      }
    }
    return met;
  }
}

const kindOf = ({ call }) => call.phase.split(' ')[0];

/** Controllers take away a moment later what is declared no more. */
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
