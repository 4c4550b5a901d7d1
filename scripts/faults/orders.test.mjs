// Orders of infrastructure and their decommission: what can go wrong between the form, GitLab, Atlantis and the cloud. After each
// the ledger says what there is, and nothing is ordered or destroyed twice.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { findLeaks } from '../lib/findLeaks.mjs';
import { PortalClient } from '../lib/PortalClient.mjs';
import { eventually } from '../lib/TestPlatform.mjs';
import { FaultLab } from './FaultLab.mjs';
import { OrderScenario } from './OrderScenario.mjs';

const STEP = 'runway:infrastructure:request';
/** Only an error message of a provider has it. */
const CANARY = `canary${randomUUID().replaceAll('-', '')}`;

const lab = new FaultLab();
const scenarios = [];
const ordered = (name, template) => {
  const scenario = new OrderScenario(lab, name, template);
  scenarios.push(scenario);
  return scenario;
};
/** Puts a fault in force for a run's calls to GitLab, when its step begins. @returns how to end it */
function armed(scenario, rule) {
  let id;
  lab.before(scenario.run, STEP, async () => {
    id = await lab.platform.addFault({
      system: 'gitlab',
      headers: { 'x-runway-run': scenario.run },
      ...rule,
    });
  });
  return () => lab.platform.removeFault(id);
}
/** What is taken down at the end is made meanwhile. */
const removed = ordered('removed', 'postgres-database');
let applied;
const OPENS = { method: 'POST', path: '/api/v4/projects/*/merge_requests' };

before(async () => {
  await lab.start();
  await eventually('the templates are in the catalog', () =>
    Promise.all(
      ['redis-cache', 'postgres-database'].map(name =>
        lab.platform.person.get(
          `/catalog/entities/by-name/template/default/${name}`,
        ),
      ),
    ),
  );
  applied = removed.applied().then(
    () => {},
    error => error,
  );
});
after(() => lab.stop());

describe('orders', { concurrency: 5 }, () => {
  it('GitLab refuses the merge request: it says so, Retry makes it, Undo closes it', async () => {
    const scenario = ordered('refused');
    const end = armed(scenario, {
      ...OPENS,
      fault: { kind: 'status', status: 500 },
    });
    await scenario.order();
    const failed = await scenario.ended();
    assert.equal(failed.status, 'failed');
    assert.ok(failed.error.message && failed.error.advice);
    assert.ok((await end()) > 0);
    assert.deepEqual(await scenario.mergeRequests(), []);
    await scenario.act('retry');
    await scenario.status('planned');
    assert.equal((await scenario.mergeRequests()).length, 1);
    await scenario.assertEqualsLedger();
    await scenario.act('undo');
    await scenario.status('closed');
    await scenario.assertEqualsLedger();
  });

  it('GitLab did it but answered 500: it is one merge request all the same', async () => {
    const scenario = ordered('unsure');
    const end = armed(scenario, {
      ...OPENS,
      times: 1,
      fault: { kind: 'accomplished' },
    });
    await scenario.order();
    await scenario.status('planned');
    assert.equal(await end(), 1);
    assert.equal((await scenario.mergeRequests()).length, 1);
    await scenario.assertEqualsLedger();
  });

  it('the plan fails: it says why without secrets, and goes on once it is planned', async () => {
    const scenario = ordered('unplanned');
    const fault = await lab.platform.addFault({
      system: 'azure',
      method: 'GET',
      path: `/stacks/${encodeURIComponent(scenario.directory)}`,
      fault: { kind: 'status', status: 503 },
    });
    await scenario.order();
    const { request } = await scenario.status('failed');
    assert.match(request.error.message, /^Planning failed\./);
    const { iid } = request.mergeRequest;
    await scenario.say(
      iid,
      `Ran Plan for dir: \`${scenario.directory}\`\n\n│ Error: no answer from https://admin:${CANARY}@vault.example (password=${CANARY})\n`,
    );
    await scenario.seen('quotes the note', run =>
      run.request.error?.message.includes('vault.example'),
    );
    assert.ok((await lab.platform.removeFault(fault)) > 0);
    await scenario.assertEqualsLedger();
    await scenario.say(iid, 'atlantis plan');
    await scenario.status('planned');
    await scenario.assertEqualsLedger();
  });

  it('the merge request is closed by hand: nothing was made, and the name is free', async () => {
    const scenario = ordered('closed');
    await scenario.order();
    const { request } = await scenario.status('planned');
    await scenario.close(request.mergeRequest.iid);
    await scenario.status('closed');
    await eventually('the ledger knows', () => scenario.assertEqualsLedger());
    const again = ordered('closed');
    await again.order();
    await again.status('planned');
    await again.assertEqualsLedger();
  });

  it('two people order the same name at once: one of them gets it', async () => {
    const amelia = await PortalClient.signIn(
      lab.platform.person.url,
      'amelia.reyes',
    );
    const both = [ordered('same'), ordered('same')];
    const outcomes = await Promise.allSettled([
      both[0].order(),
      both[1].order(amelia),
    ]);
    const [winner] = both.filter(({ id }) => id);
    const refused = outcomes.filter(({ status }) => status === 'rejected');
    assert.equal(refused.length, 1);
    assert.equal(refused[0].reason.status, 409, refused[0].reason.message);
    await winner.status('planned');
    await winner.assertEqualsLedger();
    const { body } = await lab.platform.gitlab(
      '/projects/platform%2Finfrastructure/merge_requests?state=all&per_page=100',
    );
    const orders = body.filter(({ title }) => / same of /.test(title));
    assert.equal(orders.length, 1);
  });
});

describe('SIGKILL', { concurrency: 1 }, () => {
  it('between a merge request and the ledger, and while Atlantis is asked to destroy: both go on, nothing twice', async () => {
    const scenario = ordered('killed');
    assert.ifError(await applied);
    assert.ok((await removed.cloud()).length > 0);
    const { person } = lab.platform;
    const subject = { kind: 'decommission', entityRef: removed.entityRef };
    const { items } = await person.post('/provisioning/changes/plan', subject);
    const { id } = await person.post('/provisioning/changes', {
      ...subject,
      requestId: randomUUID(),
      confirmName: removed.run,
      reason: 'Shows that a kill leaves no mess.',
      deleteData: items.filter(({ data }) => data).map(each => each.id),
    });
    const change = (what, isSo) =>
      eventually(what, async () => {
        const now = await lab.platform.person.get(
          `/provisioning/changes/${id}`,
        );
        removed.answers.push(now);
        assert.ok(isSo(now), JSON.stringify([now.status, now.waitingFor]));
        return now;
      });
    const { mergeRequest: first } = await change(
      'it asks for approvals',
      ({ status }) => status === 'awaiting-approval',
    );

    // The first POST of the step is the commit, the second one the merge request.
    const opened = new Promise(resolve => {
      lab.before(scenario.run, `${STEP} POST`, () => {
        lab.hold(scenario.run, `${STEP} POST`).then(resolve);
      });
    });
    const asked = lab.hold(removed.run, 'decommission destroy POST');
    await scenario.order();
    const amelia = await PortalClient.signIn(person.url, 'amelia.reyes');
    await amelia.post(`/provisioning/changes/${id}/approve`, { role: 'owner' });
    await removed.approve(first.url);
    await Promise.all([opened, asked]);
    await lab.platform.killPortal();
    await lab.platform.bootPortal();

    await scenario.status('planned');
    assert.equal((await scenario.mergeRequests()).length, 1);
    await scenario.assertEqualsLedger();

    const { mergeRequest: second } = await change(
      'it takes out the folder',
      now => now.mergeRequest?.title.includes('Remove the empty folder'),
    );
    assert.deepEqual(await removed.cloud(), []);
    const iid = Number(/(\d+)$/.exec(first.url)[1]);
    const commands = (await removed.notes(iid)).filter(note =>
      note.startsWith('atlantis '),
    );
    assert.equal(
      commands.filter(note => note === 'atlantis apply').length,
      1 + commands.filter(note => note === 'atlantis plan').length,
      commands.join(', '),
    );
    await removed.approve(second.url);
    await change('it is done', ({ status }) => status === 'completed');
    await eventually('the catalog forgets it', () =>
      removed.assertEqualsLedger(),
    );
    assert.deepEqual(await removed.folder(), []);
  });
});

it('lets no secret out, whatever went wrong', () => {
  const { leaks } = findLeaks(
    lab.platform,
    scenarios.flatMap(({ answers }) => answers),
    [CANARY],
  );
  assert.deepEqual(leaks, []);
});
