// SIGKILL in each step and during undo: a run in each place, one kill for all of them, one start.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { FaultLab } from './FaultLab.mjs';

/** Team -> where the portal dies: after the change that the ledger hasn't heard of, where the step makes any. */
const STEPS = {
  ground: 'runway:repository:publish POST',
  cabin: 'runway:vault:provision POST',
  crew: 'runway:gitops:commit POST',
  booking: 'runway:pipeline:wait POST',
  loyalty: 'runway:argocd:wait',
  data: 'runway:catalog:register',
};
const UNDO = {
  ground: 'undo catalog-location',
  cabin: 'undo gitops-files POST',
  crew: 'undo argocd-application',
  booking: 'undo namespace',
  loyalty: 'undo vault-role DELETE',
  data: 'undo gitlab-project DELETE',
};

const lab = new FaultLab();
const runs = new Map();
const serviceOf = team => ({ team, name: `killed-${team}` });

before(() => lab.start());
after(() => lab.stop());

/** Lets all runs come to their places, kills the portal there, and starts it again. */
async function killAt(places, begin) {
  const teams = Object.keys(places);
  const reached = teams.map(team =>
    lab.hold(serviceOf(team).name, places[team]),
  );
  await Promise.all(teams.map(begin));
  await Promise.all(reached);
  await lab.platform.killPortal();
  await lab.platform.bootPortal();
}

describe('SIGKILL', { concurrency: 1 }, () => {
  it('in each step: every run goes on and ends well, with nothing made twice', async () => {
    await killAt(STEPS, async team => {
      const { name } = serviceOf(team);
      runs.set(team, (await lab.platform.startRun(name, team)).id);
    });
    for (const [team, id] of runs) {
      const run = await lab.ended(id);
      const where = `${STEPS[team]}: ${JSON.stringify(run.error)}`;
      assert.equal(run.status, 'succeeded', where);
      lab.state.assertEqualsLedger(run, serviceOf(team));
      const { name } = serviceOf(team);
      assert.equal(lab.state.commitsOf(`${team}/${name}`), 1, where);
    }
  });

  it('during undo: every undo goes on and leaves nothing', async () => {
    await killAt(UNDO, team =>
      lab.platform.person.post(`/provisioning/runs/${runs.get(team)}/undo`),
    );
    for (const [team, id] of runs) {
      const run = await lab.ended(id);
      assert.equal(
        run.status,
        'undone',
        `${UNDO[team]}: ${run.error?.message}`,
      );
      lab.state.assertEqualsLedger(run, serviceOf(team));
      await lab.eventuallyClean(team);
    }
  });
});
