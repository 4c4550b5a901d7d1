// The crash spike, kept: a run survives SIGKILL of the portal, a failed step can be retried, and undo leaves nothing -
// also when the portal is killed in the middle of it.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { findLeaks } from './lib/findLeaks.mjs';
import { TestPlatform } from './lib/TestPlatform.mjs';

const TEAM = 'ground';
const platform = new TestPlatform({ team: TEAM, person: 'jonas.weber' });
const waitFor = platform.waitFor.bind(platform);
const stepOf = (run, step) => run.steps.find(({ id }) => id === step)?.status;
const hasSucceeded = ({ status }) => status === 'succeeded';
const hasFailed = ({ status }) => status === 'failed';

before(() => platform.start());
after(() => platform.stop());

describe('a run and a crash', { concurrency: 1 }, () => {
  let id;

  it('goes on after SIGKILL in the middle of a step, and makes nothing twice', async () => {
    ({ id } = await platform.startRun('crash-api'));
    await waitFor(
      id,
      'the pipeline step runs',
      run => stepOf(run, 'pipeline') === 'running',
    );
    await platform.killPortal();
    await platform.bootPortal();
    const run = await waitFor(id, 'the run succeeds', hasSucceeded);

    const { body: commits } = await platform.gitlab(
      `/projects/${TEAM}%2Fcrash-api/repository/commits?ref_name=main`,
    );
    assert.equal(commits.length, 1);
    assert.equal(commits[0].author_email, 'jonas.weber@aerq.example');
    assert.match(commits[0].message, new RegExp(`Runway-Run: ${id}`));
    const keys = run.resources.map(r => `${r.kind} ${r.instance} ${r.key}`);
    assert.equal(new Set(keys).size, keys.length);
    assert.deepEqual(
      run.resources.filter(({ state }) => state !== 'present'),
      [],
    );
  });

  it('finishes an undo that was killed half-way, and leaves nothing', async () => {
    await platform.person.post(`/provisioning/runs/${id}/undo`);
    await waitFor(id, 'undo is on its way', run =>
      run.resources.some(({ state }) => state === 'undone'),
    );
    await platform.killPortal();
    await platform.bootPortal();
    const run = await waitFor(
      id,
      'the undo ends',
      ({ status }) => status !== 'undoing',
    );
    assert.equal(run.status, 'undone', JSON.stringify(run.resources));
    await platform.assertNothingLeft('crash-api');
  });

  it('fails with advice, goes on from the failed step on retry, and is undone', async () => {
    const variable = { key: 'RUNWAY_SANDBOX_FAIL_JOB', value: 'node-test' };
    const variables = `/groups/${TEAM}/variables`;
    await platform.gitlab(variables, {
      method: 'POST',
      body: JSON.stringify(variable),
    });
    const started = await platform.startRun('retry-api');
    const failed = await waitFor(started.id, 'the run fails', hasFailed);
    assert.equal(failed.error.stepId, 'pipeline');
    assert.match(failed.error.message, /job node-test failed/);
    assert.match(failed.error.advice, /press Retry/);
    assert.equal(stepOf(failed, 'repository'), 'succeeded');

    await platform.gitlab(`${variables}/${variable.key}`, { method: 'DELETE' });
    await platform.person.post(`/provisioning/runs/${started.id}/retry`);
    await waitFor(started.id, 'the retried run succeeds', hasSucceeded);
    await platform.undo(started.id);
    await platform.assertNothingLeft('retry-api');
  });

  it('fails with advice when the upstreams go silent, and goes on once they are back', async () => {
    const started = await platform.startRun('silent-api');
    await waitFor(
      started.id,
      'the pipeline step runs',
      run => stepOf(run, 'pipeline') === 'running',
    );
    platform.freezeUpstreams();
    const failed = await waitFor(started.id, 'the run fails', hasFailed);
    assert.equal(failed.error.system, 'gitlab');
    assert.match(failed.error.advice, /Press Retry once GitLab answers again/);

    platform.thawUpstreams();
    await platform.person.post(`/provisioning/runs/${started.id}/retry`);
    const run = await waitFor(started.id, 'the run ends', hasSucceeded);
    assert.equal(stepOf(run, 'deployment'), 'succeeded');
    await platform.undo(started.id);
    await platform.assertNothingLeft('silent-api');
  });

  it('starts one run of two for the same name at the same time', async () => {
    const outcomes = await Promise.allSettled([
      platform.startRun('twin-api'),
      platform.startRun('twin-api'),
    ]);
    const started = outcomes.filter(({ status }) => status === 'fulfilled');
    assert.equal(started.length, 1, JSON.stringify(outcomes));
    const { reason } = outcomes.find(({ status }) => status === 'rejected');
    assert.match(reason.message, /taken/);
    await platform.undo(started[0].value.id);
    await platform.assertNothingLeft('twin-api');
  });

  it('archives a repository that others have committed to, and deletes the rest', async () => {
    const started = await platform.startRun('shared-api');
    await waitFor(started.id, 'the run succeeds', hasSucceeded);
    const project = `/projects/${TEAM}%2Fshared-api`;
    const { status } = await platform.gitlab(`${project}/repository/commits`, {
      method: 'POST',
      body: JSON.stringify({
        branch: 'main',
        commit_message: 'Work of a person',
        actions: [{ action: 'create', file_path: 'NOTES.md', content: 'mine' }],
      }),
    });
    assert.equal(status, 201);
    const run = await platform.undo(started.id);
    const repository = run.resources.find(r => r.kind === 'gitlab-project');
    assert.equal(repository.state, 'archived');
    assert.match(repository.reason, /1 commit that this run did not make/);
    const { body } = await platform.gitlab(project);
    assert.equal(body.archived, true);
  });

  it('lets no secret out: not into logs, rows, answers or repositories', async () => {
    const started = await platform.startRun('canary-api');
    await waitFor(started.id, 'the run succeeds', hasSucceeded);
    const answers = [
      await platform.getRun(started.id),
      await platform.person.get(`/provisioning/runs/${started.id}/log`),
      await platform.person.get(
        '/catalog/entities/by-name/component/default/canary-api',
      ),
    ];
    const { secrets, leaks } = findLeaks(platform, answers);
    assert.ok(secrets >= 8, 'five credentials and a key an environment');
    assert.deepEqual(leaks, []);
    await platform.undo(started.id);
  });
});
