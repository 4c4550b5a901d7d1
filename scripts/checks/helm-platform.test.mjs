// The platform under Argo CD: applications, projects and values of each environment, and the platform's alerts.
import assert from 'node:assert/strict';
import {
  cpSync,
  existsSync,
  globSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { parse } from 'yaml';
import { Charts, kubernetesVersions, workloads } from './charts.mjs';
import { fieldFaults } from './fieldFaults.mjs';
import { alertsNamedIn, linkFaults } from './helm/alertLinks.mjs';
import { runPromtool, withoutPromtool } from './promtool.mjs';
import { full, helmFolder, minimal, renderChart } from './renderChart.mjs';

const root = join(import.meta.dirname, '../..');
const platform = join(helmFolder, 'platform');
const environments = ['dev', 'staging', 'production'];
const read = path => parse(readFileSync(path, 'utf8'));
const environment = name => join(platform, 'environments', `${name}.yaml`);

/** @type {Charts} */
let charts;
before(async () => {
  charts = await Charts.prepare();
});
after(() => charts?.dispose());
const render = (...args) => renderChart(charts, ...args);
const applications = name =>
  render('platform', environment(name)).objects.filter(
    object => object.kind === 'Application',
  );

for (const name of environments) {
  describe(`platform in ${name}`, () => {
    it('passes lint on every supported Kubernetes, with fields that Argo CD knows', () => {
      for (const version of kubernetesVersions) {
        for (const [chart, file] of [
          ['platform', environment(name)],
          ['platform/cluster', environment(`${name}-cluster`)],
        ]) {
          const { status, stdout, stderr } = charts.lint(chart, file, version);
          assert.equal(status, 0, `${chart}: ${stdout}${stderr}`);
          const { objects } = render(chart, file, version);
          assert.ok(objects.length >= 5);
          assert.deepEqual(objects.flatMap(fieldFaults), []);
        }
      }
    });

    it('pins exact versions, and names values that are there', () => {
      for (const { metadata, spec } of applications(name)) {
        const [chart] = spec.sources;
        if (chart.chart) {
          assert.match(chart.targetRevision, /^v?\d+\.\d+\.\d+$/);
          assert.match(chart.repoURL, /^https:/);
        }
        assert.ok(chart.helm.valueFiles.length > 0, metadata.name);
        for (const file of chart.helm.valueFiles) {
          const path = join(helmFolder, file.replace('$values/', ''));
          assert.ok(existsSync(path), `${metadata.name} names ${file}`);
          assert.ok(read(path));
        }
      }
    });

    it('may do what its project allows, one wave after the other', () => {
      const { one } = render('platform', environment(name));
      const project = one('AppProject');
      const wave = object =>
        Number(object.metadata.annotations['argocd.argoproj.io/sync-wave']);
      const waves = {};
      for (const application of applications(name)) {
        const { destination, sources, syncPolicy } = application.spec;
        assert.equal(application.spec.project, project.metadata.name);
        assert.ok(
          project.spec.destinations.some(
            allowed =>
              allowed.name === destination.name &&
              allowed.namespace === destination.namespace,
          ),
          application.metadata.name,
        );
        for (const { repoURL } of sources) {
          assert.ok(project.spec.sourceRepos.includes(repoURL), repoURL);
        }
        assert.ok(syncPolicy.syncOptions.includes('ServerSideApply=true'));
        assert.ok(wave(application) > wave(project));
        waves[application.metadata.name.replace(`-${name}`, '')] =
          wave(application);
      }
      for (const [first, then] of [
        ['kube-prometheus-stack', 'cert-manager'],
        ['kube-prometheus-stack', 'external-dns'],
        ['kube-prometheus-stack', 'vault-secrets-operator'],
        ['cert-manager', 'platform-cluster'],
        ...(waves.vault
          ? [
              ['cert-manager', 'vault'],
              ['vault', 'vault-secrets-operator'],
              ['vault-secrets-operator', 'argo-cd'],
            ]
          : []),
      ]) {
        assert.ok(waves[first] < waves[then], `${first} before ${then}`);
      }
    });
  });
}

describe('platform', () => {
  it('has the same components everywhere, Argo CD and Vault once', () => {
    const names = name =>
      applications(name)
        .map(({ metadata }) => metadata.name.replace(`-${name}`, ''))
        .sort();
    assert.deepEqual(names('dev'), names('staging'));
    assert.deepEqual(names('production'), [
      'argo-cd',
      'cert-manager',
      'external-dns',
      'kube-prometheus-stack',
      'platform-cluster',
      'vault',
      'vault-secrets-operator',
    ]);
    assert.deepEqual(
      names('production').filter(name => !names('dev').includes(name)),
      ['argo-cd', 'vault'],
    );
  });

  it('holds no values for a component that it does not install', () => {
    const used = new Set(
      environments
        .flatMap(applications)
        .flatMap(({ spec }) => spec.sources[0].helm.valueFiles),
    );
    for (const file of globSync(join(platform, 'components/*/*.yaml'))) {
      assert.ok(used.has(file.replace(helmFolder, '$values')), file);
    }
  });

  it('lets Argo CD wait for an application of the wave before', () => {
    const { configs } = read(join(platform, 'components/argo-cd/values.yaml'));
    assert.ok(
      configs.cm['resource.customizations.health.argoproj.io_Application'],
    );
  });

  for (const [chart, values, reason] of [
    ['platform', { components: { traefik: { enabled: true } } }, /traefik/],
    ['platform', { components: { vault: { version: '0.34.x' } } }, /version/],
    ['platform', { components: { vault: { wave: 'first' } } }, /wave/],
    ['platform', { components: { vault: { podSecurity: 'none' } } }, /podSec/],
    ['platform', { charts: { repository: 'charts' } }, /repository/],
    ['platform', { environment: 'Dev' }, /environment/],
    ['platform', { clusters: ['dev'] }, /clusters/],
    ['platform/cluster', { issuer: { clientId: 'me' } }, /clientId/],
    ['platform/cluster', { issuer: { zone: 'localhost' } }, /zone/],
    ['platform/cluster', { issuer: { dns: true } }, /dns/],
    ['platform/cluster', { alerts: false }, /alerts/],
  ]) {
    it(`${chart} refuses ${JSON.stringify(values)}`, () => {
      const suffix = chart === 'platform' ? '' : '-cluster';
      const { status, stderr } = charts.render(chart, {
        values: [environment(`dev${suffix}`), values],
      });
      assert.notEqual(status, 0, 'was accepted');
      assert.match(stderr, reason);
    });
  }
});

describe('alerts and runbooks', () => {
  const files = globSync(join(platform, 'cluster/alerts/*.yaml'));
  const rulesOf = groups =>
    groups.flatMap(group => group.rules).filter(rule => rule.alert);
  const own = files.flatMap(file => rulesOf(read(file).groups));
  const runbooks = new Map(
    readdirSync(join(root, 'docs/runbooks')).map(file => [
      basename(file, '.md'),
      readFileSync(join(root, 'docs/runbooks', file), 'utf8'),
    ]),
  );
  const everywhere = () => [
    ...own,
    ...workloads.flatMap(chart =>
      rulesOf(render(chart, minimal(chart)).one('PrometheusRule').spec.groups),
    ),
    ...rulesOf(
      read(join(root, 'packages/backend/observability/alerts.yaml')).groups,
    ),
  ];

  it('lead to each other', () => {
    assert.deepEqual(linkFaults(everywhere(), runbooks), []);
  });

  it('the check sees what does not', () => {
    const alerts = everywhere();
    assert.ok(alertsNamedIn(runbooks.get('certificate-not-issued')).length > 1);
    const without = alerts.filter(({ alert }) => alert !== 'VaultSealed');
    assert.deepEqual(linkFaults(without, runbooks), [
      'runbook vault-sealed-or-lease-expired names VaultSealed, which is no alert',
    ]);
    const lost = [
      {
        alert: 'DiskFull',
        annotations: { runbook_url: '/runbooks/disk-full' },
      },
      {
        alert: 'TooHot',
        annotations: { runbook_url: '/runbooks/alert-storm' },
      },
    ];
    assert.deepEqual(linkFaults([...alerts, ...lost], runbooks), [
      'DiskFull leads to runbook disk-full, which does not exist',
      'runbook alert-storm does not name TooHot',
    ]);
  });

  it('each alert of the platform says how bad it is, and fires in a test', () => {
    const fired = read(
      join(import.meta.dirname, 'helm/rules/platform.test.yaml'),
    )
      .tests.flatMap(test => test.alert_rule_test)
      .filter(test => test.exp_alerts)
      .map(test => test.alertname);
    for (const { alert, labels, annotations } of own) {
      assert.match(labels.severity, /^(warning|critical)$/, alert);
      assert.ok(annotations.summary && annotations.description, alert);
      assert.ok(fired.includes(alert), `${alert} never fires in a test`);
    }
  });

  it('reach the cluster as they were tested', () => {
    const { objects } = render('platform/cluster', full('platform/cluster'));
    const rendered = objects
      .filter(object => object.kind === 'PrometheusRule')
      .flatMap(object => object.spec.groups);
    assert.deepEqual(
      rendered,
      files.sort().flatMap(file => read(file).groups),
    );
  });

  it('pass promtool check and test', { skip: withoutPromtool }, () => {
    const folder = mkdtempSync(join(tmpdir(), 'runway-alerts-'));
    try {
      for (const file of [
        ...files,
        join(import.meta.dirname, 'helm/rules/platform.test.yaml'),
      ]) {
        cpSync(file, join(folder, basename(file)));
      }
      for (const args of [
        ['check', 'rules', '--lint-fatal', ...files.map(f => basename(f))],
        ['test', 'rules', 'platform.test.yaml'],
      ]) {
        const { status, output } = runPromtool(folder, ...args);
        assert.equal(status, 0, output);
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
