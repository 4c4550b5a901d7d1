// Changes of services that exist: every call of a transfer and of a decommission x what can go wrong with it, and SIGKILL in
// each phase. After each the change is done, or given up with the service as it was; the ledger says what there is.
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { findLeaks } from '../lib/findLeaks.mjs';
import { buildChangeCases } from './buildChangeCases.mjs';
import { distinctCalls } from './calls.mjs';
import { ChangeScenario, signInPeople } from './ChangeScenario.mjs';
import { FaultLab } from './FaultLab.mjs';
import { MatrixReport } from './MatrixReport.mjs';

const LANES = Number(process.env.RUNWAY_FAULTS_LANES ?? 8);

/** Service -> where the portal dies: after the change that the ledger hasn't heard of, where the phase makes any. */
const PLACES = {
  'killed-in-plan': 'decommission plan',
  'killed-in-branch': 'decommission open POST',
  'killed-in-approval': 'decommission approvals',
  'killed-in-merge': 'decommission merge PUT',
  'killed-in-role': 'decommission vault-role DELETE',
  'killed-in-archive': 'decommission gitlab-project POST',
  'killed-in-entry': 'decommission catalog-location',
  'killed-in-transfer': 'transfer merge PUT',
};
const BEFORE_APPROVAL = / (plan|open POST|approvals)$/;

const lab = new FaultLab();
const report = new MatrixReport('faults-of-changes');
const answers = [];
after(async () => {
  report.write();
  await lab.stop();
});

let people;
const calls = await lab
  .start()
  .then(recordChanges)
  .catch(async error => {
    await lab.stop();
    throw error;
  });
const cases = buildChangeCases(calls);

/** Gives a service away and takes it down with nothing in the way. @returns the calls that this took */
async function recordChanges() {
  people = await signInPeople(lab.platform);
  const scenario = new ChangeScenario(lab, people, { name: 'clean-change' });
  await scenario.create();
  for (const kind of ['transfer', 'decommission']) {
    const looked = new Promise(resolve => {
      lab.before('clean-change', `${kind} approvals`, resolve);
    });
    await scenario.ask(kind);
    await looked;
    await scenario.finish();
  }
  return distinctCalls(
    lab
      .requestsOf('clean-change')
      .filter(({ phase }) => /^(transfer|decommission) /.test(phase)),
    scenario.service,
  );
}

describe('what can go wrong with a change', { concurrency: LANES }, () => {
  for (const entry of cases) {
    it(`${entry.name} ${entry.title}`, async () => {
      const scenario = new ChangeScenario(lab, people, entry);
      const started = Date.now();
      let failure;
      try {
        await scenario.play();
      } catch (error) {
        failure = error;
        throw error;
      } finally {
        answers.push(...scenario.answers);
        for (const cell of scenario.cells) {
          report.add(
            { name: entry.name, run: cell },
            { run: cell.outcome ?? (cell.hits > 0 ? 'succeeded' : undefined) },
            Date.now() - started,
            failure,
          );
        }
      }
    });
  }
});

describe('SIGKILL', { concurrency: 1 }, () => {
  it('in each phase: every change goes on and ends well, with nothing made twice', async () => {
    const scenarios = new Map();
    await Promise.all(
      Object.keys(PLACES).map(async name => {
        const scenario = new ChangeScenario(lab, people, { name });
        await scenario.create();
        scenarios.set(name, scenario);
      }),
    );
    await Promise.all(
      Object.entries(PLACES).map(async ([name, place]) => {
        const scenario = scenarios.get(name);
        const [kind] = place.split(' ');
        if (kind === 'decommission') {
          await scenario.change('transfer');
        }
        const reached = lab.hold(name, place);
        await scenario.ask(kind);
        if (!BEFORE_APPROVAL.test(place)) {
          await scenario.approveWhenAsked();
        }
        await reached;
      }),
    );
    await lab.platform.killPortal();
    await lab.platform.bootPortal();
    people = await signInPeople(lab.platform);
    for (const [name, scenario] of scenarios) {
      scenario.people = people;
      await scenario.finish();
      const { body: requests } = await lab.platform.gitlab(
        `/merge_requests?scope=all&search=${name}&per_page=100`,
      );
      const titles = requests.map(({ title }) => title);
      assert.equal(new Set(titles).size, titles.length, titles.join(', '));
    }
  });
});

it('lets no secret out, whatever went wrong', () => {
  const { leaks } = findLeaks(lab.platform, answers, [
    ...lab.secrets,
    ...Object.values(people).map(({ token }) => token),
  ]);
  assert.ok(lab.secrets.length > 0);
  assert.deepEqual(leaks, []);
});
