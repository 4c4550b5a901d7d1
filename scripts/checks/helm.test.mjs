import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { allCharts, Charts, kubernetesVersions, workloads } from './charts.mjs';
import { fieldFaults } from './fieldFaults.mjs';
import { writtenFiles } from './helm/writtenFiles.mjs';
import { restrictedViolations } from './podSecurity.mjs';
import { full, helmFolder, minimal, renderChart } from './renderChart.mjs';

const runId = '6f1c1f0e-6a55-4b0e-9d3c-0d4b8a1f7c11';

/** @type {Charts} */
let charts;
before(async () => {
  charts = await Charts.prepare();
});
after(() => charts?.dispose());
const render = (...args) => renderChart(charts, ...args);

for (const chart of allCharts) {
  describe(`chart ${chart}`, () => {
    it('passes lint with each of its ci values', () => {
      const files = charts.ciValues(chart);
      assert.ok(files.length >= 2);
      for (const file of files) {
        for (const version of kubernetesVersions) {
          const { status, stdout, stderr } = charts.lint(chart, file, version);
          assert.equal(
            status,
            0,
            `${basename(file)}, ${version}: ${stdout}${stderr}`,
          );
        }
      }
    });

    it('renders the same on every supported Kubernetes, and refuses an older one', () => {
      const [newest, ...older] = kubernetesVersions
        .toReversed()
        .map(version => render(chart, full(chart), version).objects);
      for (const objects of older) {
        assert.deepEqual(objects, newest);
      }
      const { status, stderr } = charts.render(chart, {
        values: [full(chart)],
        kubernetes: '1.31',
      });
      assert.notEqual(status, 0);
      assert.match(stderr, /kubeVersion: >=1\.32/);
    });

    it('marks every object with whose it is and which run made it', () => {
      const { objects } = render(chart, full(chart));
      const { service } = minimal(chart).runway;
      for (const { kind, metadata } of objects) {
        const expected = {
          'app.kubernetes.io/instance': 'check-in-api-dev',
          'app.kubernetes.io/managed-by': 'Helm',
          'runway.aerq.io/run-id': runId,
          'runway.aerq.io/team': 'flight-ops',
          'runway.aerq.io/environment': 'production',
          ...(service && { 'runway.aerq.io/service': service }),
        };
        for (const [label, value] of Object.entries(expected)) {
          assert.equal(
            metadata.labels[label],
            value,
            `${label} of ${kind} ${metadata.name}`,
          );
        }
      }
    });

    it('uses only fields that Kubernetes and its operators know, of the right types', () => {
      for (const file of charts.ciValues(chart)) {
        const { objects } = render(chart, file);
        assert.ok(objects.length > 3);
        assert.deepEqual(objects.flatMap(fieldFaults), []);
      }
    });

    it('describes every value in its schema, and lists them in its README', () => {
      const schema = JSON.parse(
        readFileSync(join(helmFolder, chart, 'values.schema.json'), 'utf8'),
      );
      const readme = readFileSync(join(helmFolder, chart, 'README.md'), 'utf8');
      const visit = (node, path) => {
        for (const [name, value] of Object.entries(node.properties ?? {})) {
          const here = [...path, name].join('.');
          if (here === 'library.global') {
            continue;
          }
          assert.ok(value.description, `${here} has no description`);
          if (value.properties) {
            assert.equal(
              value.additionalProperties,
              false,
              `${here} takes unknown keys`,
            );
            visit(value, [...path, name]);
          } else if (!['global', 'library'].includes(path[0] ?? name)) {
            assert.ok(
              readme.includes(`\`${here}\``),
              `README.md does not mention ${here}`,
            );
          }
        }
      };
      assert.equal(schema.additionalProperties, false);
      visit(schema, []);
    });
  });
}

describe('what these checks are worth', () => {
  it('sees a pod that "restricted" refuses', () => {
    const { spec } = render('api-service', minimal('api-service')).one(
      'Deployment',
    ).spec.template;
    for (const worsen of [
      pod => (pod.hostNetwork = true),
      pod => (pod.securityContext.runAsNonRoot = false),
      pod => (pod.securityContext.seccompProfile = undefined),
      pod =>
        (pod.containers[0].securityContext.allowPrivilegeEscalation =
          undefined),
      pod => (pod.containers[0].securityContext.capabilities.drop = []),
      pod => pod.volumes.push({ name: 'host', hostPath: { path: '/' } }),
      pod => (pod.initContainers = [{ name: 'init' }]),
    ]) {
      const pod = structuredClone(spec);
      worsen(pod);
      assert.notDeepEqual(restrictedViolations(pod), [], String(worsen));
    }
  });

  it('sees a field that Kubernetes does not know, one of another type and one that is missing', () => {
    const { one } = render('api-service', full('api-service'));
    const deployment = one('Deployment');
    const [container] = deployment.spec.template.spec.containers;
    container.readynessProbe = {};
    container.ports[0].containerPort = '8080';
    delete deployment.spec.selector;
    assert.deepEqual(fieldFaults(deployment), [
      'Deployment.spec.selector is missing',
      'Deployment.spec.template.spec.containers[0].ports[0].containerPort is not an integer',
      'Deployment.spec.template.spec.containers[0].readynessProbe is not known',
    ]);

    const rule = one('PrometheusRule');
    rule.spec.groups[0].rules[0].annotation = {};
    rule.spec.groups[0].rules[1].labels = ['a'];
    assert.deepEqual(fieldFaults(rule), [
      'PrometheusRule.spec.groups[0].rules[0].annotation is not known',
      'PrometheusRule.spec.groups[0].rules[1].labels is not a map',
    ]);

    const secret = one('VaultStaticSecret');
    delete secret.spec.destination.name;
    secret.spec.destination.create = 'true';
    assert.deepEqual(fieldFaults(secret), [
      'VaultStaticSecret.spec.destination.name is missing',
      'VaultStaticSecret.spec.destination.create is not a boolean',
    ]);
  });

  it('does not pass over a kind that it has no types of', () => {
    const object = { apiVersion: 'example.org/v1', kind: 'Thing' };
    assert.throws(() => fieldFaults(object), /No type for example.org/);
  });
});

describe('written files of the charts', () => {
  it('are as scripts/checks/helm/writeCharts.mjs writes them', async () => {
    for await (const [path, text] of writtenFiles()) {
      assert.equal(
        readFileSync(path, 'utf8'),
        text,
        `${path}: run node scripts/checks/helm/writeCharts.mjs`,
      );
    }
  });
});
