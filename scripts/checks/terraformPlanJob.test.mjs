import assert from 'node:assert/strict';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { includeComponent } from './components.mjs';
import { JobFolder } from './JobFolder.mjs';

describe('terraform-plan', () => {
  const jobs = includeComponent('terraform-plan', {});
  let folder;
  beforeEach(() => {
    folder = new JobFolder();
    folder.write('main.tf', '');
    folder.write('modules/one/main.tf', '');
  });
  afterEach(() => folder.dispose());

  /** A tofu of which one command fails; `-chdir` is left out of what it notes. */
  function tofu({ fails = 'none', plan = '' } = {}) {
    folder.write('plan.jsonl', plan);
    folder.program(
      'tofu',
      `case "$1" in -chdir=*) folder="\${1#-chdir=}"; shift ;; esac
echo "$1 $folder" >> "$CI_PROJECT_DIR/asked"
if [ "$1" = plan ]; then cat plan.jsonl; fi
test "$1" != ${fails}
`,
    );
  }

  it('checks the format, and every folder with a configuration by itself', async () => {
    tofu();
    const { code, output } = await folder.run(jobs['terraform-validate-stack']);
    assert.equal(code, 0, output);
    assert.deepEqual(folder.read('asked').trim().split('\n'), [
      'fmt ',
      'init .',
      'validate .',
      'init ./modules/one',
      'validate ./modules/one',
    ]);
  });

  for (const fails of ['fmt', 'init', 'validate']) {
    it(`fails when ${fails} does`, async () => {
      tofu({ fails });
      const { code } = await folder.run(jobs['terraform-validate-stack']);
      assert.notEqual(code, 0);
    });
  }

  it('tells the merge request how much would change', async () => {
    // As OpenTofu 1.12 writes it.
    tofu({
      plan: [
        '{"@level":"info","@message":"OpenTofu 1.12.6","type":"version","ui":"1.2"}',
        '{"@level":"info","@message":"Plan: 3 to add, 1 to change, 2 to destroy.","changes":{"add":3,"change":1,"import":0,"remove":2,"operation":"plan"},"type":"change_summary"}',
        '',
      ].join('\n'),
    });
    const { code, output } = await folder.run(jobs['terraform-plan-stack']);
    assert.equal(code, 0, output);
    assert.deepEqual(JSON.parse(folder.read('tfplan.json')), {
      create: 3,
      update: 1,
      delete: 2,
    });
  });

  it('fails without a plan, and when there are no numbers in it', async () => {
    for (const state of [{ fails: 'plan' }, { plan: '{}\n' }]) {
      tofu(state);
      const { code } = await folder.run(jobs['terraform-plan-stack']);
      assert.notEqual(code, 0);
    }
  });
});
