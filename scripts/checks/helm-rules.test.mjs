// Rules that the charts of workloads give to Prometheus: promtool reads them, they fire as their tests say, and lead to runbooks.
import assert from 'node:assert/strict';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { parse, stringify } from 'yaml';
import { Charts, workloads } from './charts.mjs';
import { runPromtool, withoutPromtool } from './promtool.mjs';
import { full, minimal, renderChart } from './renderChart.mjs';

const runbooks = join(import.meta.dirname, '../../docs/runbooks');
const tests = join(import.meta.dirname, 'helm/rules');

/** @type {Charts} */
let charts;
let folder;
before(async () => {
  charts = await Charts.prepare();
  folder = mkdtempSync(join(tmpdir(), 'runway-rules-'));
});
after(() => {
  charts?.dispose();
  rmSync(folder, { recursive: true, force: true });
});

const groupsOf = (chart, values) =>
  renderChart(charts, chart, values).one('PrometheusRule').spec.groups;
const write = (name, groups) =>
  writeFileSync(join(folder, name), stringify({ groups }));

for (const chart of workloads) {
  describe(`rules of ${chart}`, () => {
    it('pass promtool check', { skip: withoutPromtool }, () => {
      for (const [index, values] of [minimal(chart), full(chart)].entries()) {
        write(`${chart}-${index}.yaml`, groupsOf(chart, values));
        const { status, output } = runPromtool(
          folder,
          'check',
          'rules',
          '--lint-fatal',
          `${chart}-${index}.yaml`,
        );
        assert.equal(status, 0, output);
      }
    });

    it('fire as their tests say', { skip: withoutPromtool }, () => {
      write(`${chart}.yaml`, groupsOf(chart, minimal(chart)));
      cpSync(join(tests, `${chart}.test.yaml`), join(folder, 'test.yaml'));
      const { status, output } = runPromtool(
        folder,
        'test',
        'rules',
        'test.yaml',
      );
      assert.equal(status, 0, output);
    });

    it('each has a summary, a description, a severity and a runbook that knows it', () => {
      const alerts = groupsOf(chart, minimal(chart))
        .flatMap(group => group.rules)
        .filter(rule => rule.alert);
      assert.ok(alerts.length >= 2);
      for (const { alert, labels, annotations } of alerts) {
        assert.match(labels.severity, /^(warning|critical)$/, alert);
        assert.equal(labels.team, 'flight-ops', alert);
        assert.ok(annotations.summary && annotations.description, alert);
        const page = annotations.runbook_url.split('/').at(-1);
        const file = join(runbooks, `${page}.md`);
        assert.ok(existsSync(file), `${alert}: no ${file}`);
        assert.ok(
          readFileSync(file, 'utf8').includes(`\`${alert}\``),
          `${file} does not name ${alert}`,
        );
      }
    });

    it('are tested, each alert as firing', () => {
      const fired = parse(
        readFileSync(join(tests, `${chart}.test.yaml`), 'utf8'),
      )
        .tests.flatMap(test => test.alert_rule_test)
        .filter(test => test.exp_alerts)
        .map(test => test.alertname);
      // What charts share is tested with the first of them.
      const shared = chart === 'api-service' ? [] : SHARED;
      for (const { alert } of groupsOf(chart, minimal(chart)).flatMap(
        group => group.rules,
      )) {
        assert.ok(
          !alert || fired.includes(alert) || shared.includes(alert),
          `${alert} of ${chart} never fires in a test`,
        );
      }
    });

    it('are left out, and so is the monitor, where there is no operator', () => {
      const values = minimal(chart);
      values.monitoring = { enabled: false };
      const { kinds } = renderChart(charts, chart, values);
      assert.ok(!kinds.some(kind => /Monitor|PrometheusRule/.test(kind)));
    });
  });
}

const SHARED = [
  'RolloutStuck',
  'AvailabilityBudgetBurnsSlowly',
  'LatencyBudgetBurnsFast',
  'LatencyBudgetBurnsSlowly',
];

describe('what these checks are worth', { skip: withoutPromtool }, () => {
  const faulty = change => {
    const groups = structuredClone(
      groupsOf('api-service', minimal('api-service')),
    );
    change(alert => groups[0].rules.find(rule => rule.alert === alert));
    write('api-service.yaml', groups);
  };
  const test = () => {
    cpSync(join(tests, 'api-service.test.yaml'), join(folder, 'test.yaml'));
    return runPromtool(folder, 'test', 'rules', 'test.yaml');
  };

  it('check sees an expression that is none', () => {
    faulty(find => (find('RolloutStuck').expr = 'max(kube_pods'));
    const { status, output } = runPromtool(
      folder,
      'check',
      'rules',
      'api-service.yaml',
    );
    assert.notEqual(status, 0);
    assert.match(output, /RolloutStuck|parse error/);
  });

  it('test sees an alert that calls too late, and one that calls for nothing', () => {
    faulty(find => {
      const burns = find('AvailabilityBudgetBurnsFast');
      burns.expr = burns.expr
        .replaceAll('14.4', '144')
        .replaceAll('6 *', '60 *');
    });
    assert.match(test().output, /AvailabilityBudgetBurnsFast/);

    faulty(find => {
      const burns = find('AvailabilityBudgetBurnsFast');
      // Without the short window it goes on when all is well again.
      burns.expr = burns.expr.replace(/and\s+service:\S+_rate5m.*/, '');
    });
    const { status, output } = test();
    assert.notEqual(status, 0);
    assert.match(output, /AvailabilityBudgetBurnsFast, time: 1h35m/);
  });
});
