import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { eventually, TestPlatform } from '../lib/TestPlatform.mjs';
import { UpstreamState } from '../lib/UpstreamState.mjs';
import { ALL } from './KitReport.mjs';
import { withDefaults } from './checkForm.mjs';

const TEAM = 'ground';
// May act for every team.
const PLATFORM_ENGINEER = 'priya.nair';
const RUN_WITHIN_MS = 120_000;
const GONE_WITHIN_MS = 30_000;
const ENDED = ['succeeded', 'failed', 'undone', 'undo-failed'];

/**
 * Creates the default example of each template in a sandbox of its own, as a person would, until the run succeeds; compares the
 * ledger with what is really there; takes it back and looks that nothing is left.
 * @param {import('./KitReport.mjs').KitReport} report
 * @param {import('./readTemplate.mjs').Template[]} templates
 */
export async function createInSandbox(report, templates) {
  const platform = new TestPlatform({
    team: TEAM,
    person: PLATFORM_ENGINEER,
    pace: 0,
  });
  let upstreams;
  try {
    await report.check(ALL, 'create', 'sandbox and portal', async () => {
      await platform.start();
      upstreams = new UpstreamState(platform);
    });
    for (const template of upstreams ? templates : []) {
      await createOne(report, template, platform, upstreams);
    }
  } finally {
    upstreams?.close();
    await platform.stop();
  }
}

async function createOne(report, template, platform, upstreams) {
  const check = (title, work) =>
    report.check(template.name, 'create', title, work);
  const example = template.examples.find(({ name }) => name === 'default');
  if (!example) {
    return;
  }
  const values = {
    ...withDefaults(template, example.values),
    name: `kit-${template.name}`.slice(0, 40),
    owner: `group:default/${TEAM}`,
  };
  // A person is called what stands before the @; whoever has no name of their own has the form's.
  const service = {
    team: TEAM,
    name:
      template.entity.spec.type === 'person'
        ? values.email.split('@')[0]
        : values.name,
  };
  let id;
  const done = await check('a run ends well', async () => {
    id = await start(platform, template, values);
    const run = await end(platform, id);
    assert.equal(
      run.status,
      'succeeded',
      `${run.error?.message} ${run.error?.advice ?? ''}`,
    );
    upstreams.assertEqualsLedger(run, service);
    return true;
  });
  if (!id) {
    return;
  }
  await check('undo leaves nothing', async () => {
    const before = await platform.getRun(id);
    assert.ok(
      !done || before.resources.length > 0,
      'The ledger is empty: nothing says what the run made.',
    );
    await platform.undo(id);
    await eventually(
      'nothing is left',
      () => {
        upstreams.assertNothingLeft(service);
        assert.ok(upstreams.isClean(TEAM), `something of ${TEAM} is left`);
      },
      GONE_WITHIN_MS,
    );
  });
}

async function start(platform, template, values) {
  const { person } = platform;
  const templateRef = `template:default/${template.name}`;
  await eventually('the catalog reads the template', () =>
    person.get(`/catalog/entities/by-name/template/default/${template.name}`),
  );
  const { id } = await person.post('/provisioning/runs', {
    requestId: randomUUID(),
    templateRef,
    values,
  });
  return id;
}

const end = (platform, id) =>
  eventually(
    'the run ends',
    async () => {
      const run = await platform.getRun(id);
      assert.ok(
        ENDED.includes(run.status),
        `it is ${run.status} and waits for ${run.waitingFor}`,
      );
      return run;
    },
    RUN_WITHIN_MS,
  );
