import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { eventually } from '../lib/TestPlatform.mjs';

export const TEAM = 'flight-ops';
const PROJECT = '/projects/platform%2Finfrastructure';
const ENDED = ['succeeded', 'failed', 'undone', 'undo-failed'];

/** An order of infrastructure, in a portal and a GitLab with a real sandbox Atlantis behind it. */
export class OrderScenario {
  /** What the portal has said, to be searched for secrets. */
  answers = [];

  /** @param {string} name - as in the form; the run is called `<team>-<name>-dev` */
  constructor(lab, name, template = 'redis-cache') {
    this.lab = lab;
    this.name = name;
    this.template = template;
    this.run = `${TEAM}-${name}-dev`;
    this.directory = `environments/dev/${TEAM}-${name}`;
    this.entityRef = `resource:default/${this.run}`;
  }

  get #person() {
    return this.lab.platform.person;
  }

  /** Sends the form. */
  async order(person = this.#person) {
    const { id } = await person.post('/provisioning/runs', {
      requestId: randomUUID(),
      templateRef: `template:default/${this.template}`,
      values: {
        name: this.name,
        owner: `group:default/${TEAM}`,
        environment: 'dev',
      },
    });
    this.id = id;
  }

  async ended() {
    return this.seen('the run ends', run => ENDED.includes(run.status));
  }

  /** Waits until the run is so. */
  seen(what, isSo) {
    return eventually(`${this.name}: ${what}`, async () => {
      const run = await this.#person.get(`/provisioning/runs/${this.id}`);
      assert.ok(
        isSo(run),
        JSON.stringify([run.status, run.error, run.request, run.resources]),
      );
      this.answers.push(run);
      return run;
    });
  }

  status(status) {
    return this.seen(`is ${status}`, run => run.request?.status === status);
  }

  act(what) {
    return this.#person.post(`/provisioning/runs/${this.id}/${what}`);
  }

  /** Merge requests of the run, whatever became of them. */
  async mergeRequests() {
    const { body } = await this.lab.platform.gitlab(
      `${PROJECT}/merge_requests?state=all&source_branch=runway/${this.id}`,
    );
    return body;
  }

  say(iid, body) {
    return this.lab.platform.gitlab(`${PROJECT}/merge_requests/${iid}/notes`, {
      method: 'POST',
      body: JSON.stringify({ body }),
    });
  }

  async notes(iid) {
    const { body } = await this.lab.platform.gitlab(
      `${PROJECT}/merge_requests/${iid}/notes?sort=asc&per_page=100`,
    );
    return body.map(note => note.body);
  }

  close(iid) {
    return this.lab.platform.gitlab(`${PROJECT}/merge_requests/${iid}`, {
      method: 'PUT',
      body: JSON.stringify({ state_event: 'close' }),
    });
  }

  /** As a platform engineer who ordered nothing. */
  async approve(url) {
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

  /** Orders it, and has it applied and in the catalog. */
  async applied() {
    await this.order();
    const { request } = await this.status('planned');
    await this.approve(request.mergeRequest.url);
    await this.seen('is in the catalog', run =>
      run.resources.some(
        ({ kind, state }) => kind === 'catalog-location' && state === 'present',
      ),
    );
    await eventually('the catalog has read it', () => this.entity());
  }

  entity() {
    return this.#person.get(
      `/catalog/entities/by-name/resource/default/${this.run}`,
    );
  }

  /** What there is in the cloud. */
  async cloud() {
    const { ports } = this.lab.platform;
    const response = await fetch(
      `http://localhost:${ports.sandbox}/azure/stacks/${encodeURIComponent(
        this.directory,
      )}`,
    );
    return Object.keys((await response.json()).resources);
  }

  async folder() {
    const { status, body } = await this.lab.platform.gitlab(
      `${PROJECT}/repository/tree?ref=main&path=${this.directory}`,
    );
    return status === 200 ? body.map(({ path }) => path) : [];
  }

  /** The ledger says what there is: an open merge request or a folder, and a page in the catalog. */
  async assertEqualsLedger() {
    const run = await this.#person.get(`/provisioning/runs/${this.id}`);
    this.answers.push(run);
    const stateOf = kind =>
      run.resources.find(row => row.kind === kind)?.state ?? 'undone';
    const open = (await this.mergeRequests()).filter(
      ({ state }) => state === 'opened',
    );
    const isThere = open.length > 0 || (await this.folder()).length > 0;
    assert.equal(
      stateOf('infrastructure-request'),
      isThere ? 'present' : 'undone',
      `${this.name}: merge request or folder`,
    );
    const hasPage = await this.entity().then(
      () => true,
      error => {
        assert.equal(error.status, 404, error.message);
        return false;
      },
    );
    assert.equal(stateOf('catalog-location') === 'present', hasPage, 'page');
    assert.equal((await this.cloud()).length > 0, hasPage, 'cloud');
  }
}
