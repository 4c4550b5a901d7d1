// The fault matrix: every step of a create run x everything that can go wrong with its calls x Retry and Undo.
// How to repeat one case: docs/adr/0009-fault-matrix.md.
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { findLeaks } from '../lib/findLeaks.mjs';
import { buildMatrix } from './buildMatrix.mjs';
import { distinctCalls } from './calls.mjs';
import { FaultLab, TEAMS } from './FaultLab.mjs';
import { MatrixReport } from './MatrixReport.mjs';
import { Scenario } from './Scenario.mjs';

const lab = new FaultLab();
const report = new MatrixReport();
const answers = [];
after(async () => {
  report.write();
  await lab.stop();
});

await lab.start();
const calls = await lab.record();
const scenarios = buildMatrix(calls);

describe('the fault matrix', { concurrency: TEAMS.length }, () => {
  for (const entry of scenarios) {
    it(`${entry.name} ${entry.title}`, async () => {
      await lab.withTeam(async team => {
        const scenario = new Scenario(lab, entry, team);
        const started = Date.now();
        try {
          await scenario.play();
          report.add(entry, scenario.outcome, Date.now() - started);
        } catch (error) {
          report.add(entry, scenario.outcome, Date.now() - started, error);
          throw error;
        } finally {
          answers.push(...scenario.answers);
        }
      });
    });
  }
});

it('lets no secret out, whatever went wrong', () => {
  const { leaks } = findLeaks(lab.platform, answers, [
    ...lab.secrets,
    // Runs go on in the platform's name: the person's token is kept nowhere.
    lab.platform.person.token,
  ]);
  assert.ok(lab.secrets.length > 0);
  assert.deepEqual(leaks, []);
});
