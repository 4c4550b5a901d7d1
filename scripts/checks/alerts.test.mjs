// Alert rules of the portal: they use metrics that exist, lead to runbooks that know them, and fire as their tests say.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

const root = join(fileURLToPath(import.meta.url), '../../..');
const folder = join(root, 'packages/backend/observability');
const read = file => readFileSync(file, 'utf8');

const rules = parse(read(join(folder, 'alerts.yaml'))).groups.flatMap(
  group => group.rules,
);
const tested = parse(read(join(folder, 'alerts.test.yaml'))).tests.flatMap(
  test => test.alert_rule_test,
);

const sources = [
  'packages/integrations/src',
  'plugins/provisioning-backend/src/telemetry',
]
  .flatMap(path => globSync(join(root, path, '**/*.ts')))
  .filter(file => !/\.test\.ts$/.test(file))
  .map(read)
  .join('\n');

const promtool = process.env.PROMTOOL ?? 'promtool';
const hasPromtool = spawnSync(promtool, ['--version']).status === 0;

describe('alerts of the portal', () => {
  for (const { alert, expr, labels, annotations } of rules) {
    it(`${alert} uses metrics that the portal has`, () => {
      const names = expr.match(/runway_[a-z_]+/g);
      assert.ok(names.length > 0);
      for (const name of names) {
        const instrument = name.replace(/_(count|sum|bucket)$/, '');
        assert.ok(
          sources.includes(`'${instrument}'`),
          `${instrument} is no instrument`,
        );
      }
    });

    it(`${alert} says how bad it is and leads to a runbook that knows it`, () => {
      assert.match(labels.severity, /^(info|warning|critical)$/);
      assert.ok(annotations.summary && annotations.description);
      const [, page] = /^\/docs\/default\/component\/runway\/(.+)$/.exec(
        annotations.runbook_url,
      );
      const file = join(root, 'docs', `${page}.md`);
      assert.ok(existsSync(file), `${file} does not exist`);
      assert.ok(read(file).includes(`\`${alert}\``), `${file} lacks ${alert}`);
    });

    it(`${alert} has a test in which it fires`, () => {
      assert.ok(
        tested.some(test => test.alertname === alert && test.exp_alerts),
      );
    });
  }

  it('pass promtool', test => {
    if (!hasPromtool) {
      test.skip('promtool not found: install Prometheus, or set PROMTOOL');
      return;
    }
    for (const [command, file] of [
      ['check', 'alerts.yaml'],
      ['test', 'alerts.test.yaml'],
    ]) {
      const { status, stdout, stderr } = spawnSync(
        promtool,
        [command, 'rules', file],
        { cwd: folder, encoding: 'utf8' },
      );
      assert.equal(status, 0, `${stdout}${stderr}`);
    }
  });
});
