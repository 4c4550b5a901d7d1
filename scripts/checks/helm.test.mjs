import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Charts } from './charts.mjs';
import { restrictedViolations } from './podSecurity.mjs';
import {
  full,
  having,
  helmFolder,
  minimal,
  renderChart,
} from './renderChart.mjs';
import { unknownFields } from './unknownFields.mjs';

const runId = '6f1c1f0e-6a55-4b0e-9d3c-0d4b8a1f7c11';

/** @type {Charts} */
let charts;
before(async () => {
  charts = await Charts.prepare();
});
after(() => charts?.dispose());
const render = (chart, values) => renderChart(charts, chart, values);

for (const chart of ['api-service', 'tenant']) {
  describe(`chart ${chart}`, () => {
    it('passes lint with each of its ci values', () => {
      const files = charts.ciValues(chart);
      assert.ok(files.length >= 2);
      for (const file of files) {
        const { status, stdout, stderr } = charts.lint(chart, file);
        assert.equal(status, 0, `${basename(file)}: ${stdout}${stderr}`);
      }
    });

    it('marks every object with whose it is and which run made it', () => {
      const { objects } = render(chart, full(chart));
      for (const { kind, metadata } of objects) {
        const expected = {
          'app.kubernetes.io/instance': 'check-in-api-dev',
          'app.kubernetes.io/managed-by': 'Helm',
          'runway.aerq.io/run-id': runId,
          'runway.aerq.io/team': 'flight-ops',
          'runway.aerq.io/environment': 'production',
          ...(chart === 'api-service' && {
            'runway.aerq.io/service': 'check-in-api',
          }),
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

    it('uses only fields that Kubernetes knows', () => {
      const { objects } = render(chart, full(chart));
      const builtin = objects.filter(
        object => !object.apiVersion.includes('hashicorp'),
      );
      assert.ok(builtin.length > 5);
      assert.deepEqual(builtin.flatMap(unknownFields), []);
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

  it('sees a field that Kubernetes does not know', () => {
    const deployment = render('api-service', minimal('api-service')).one(
      'Deployment',
    );
    deployment.spec.template.spec.containers[0].readynessProbe = {};
    assert.deepEqual(unknownFields(deployment), [
      'Deployment.spec.template.spec.containers[0].readynessProbe',
    ]);
  });
});

describe('values that are refused', () => {
  for (const [chart, path, value, reason] of [
    ['api-service', 'replicas', 3, /replicas/],
    ['api-service', 'image.digest', 'sha256:0', /digest/],
    [
      'api-service',
      'image.tag',
      '',
      /image\.tag is empty: set it in services\/flight-ops\/check-in-api\/dev\.yaml/,
    ],
    ['api-service', 'image.tag', 12345678, /string/],
    [
      'api-service',
      'image.repository',
      'registry.runway.internal/a/b:latest',
      /repository/,
    ],
    ['api-service', 'runway.service', 'Check-In', /service/],
    ['api-service', 'runway.service', 'a--b', /service/],
    ['api-service', 'runway.service', 'ab', /service/],
    ['api-service', 'runway.team', '', /team/],
    ['api-service', 'runway.runId', 'not-a-run', /runId/],
    ['api-service', 'port', 80, /port/],
    ['api-service', 'port', '8080', /port/],
    ['api-service', 'env', { 'not-a-name': 'x' }, /not-a-name/],
    ['api-service', 'env', { PORT: '1' }, /PORT/],
    ['api-service', 'env', { RETRIES: 3 }, /RETRIES/],
    ['api-service', 'securityContext', { privileged: true }, /securityContext/],
    ['api-service', 'resources.limits', { cpu: '1', memory: null }, /memory/],
    [
      'api-service',
      'resources.requests',
      { cpu: 'lots', memory: '1Gi' },
      /cpu/,
    ],
    [
      'api-service',
      'autoscaling',
      { minReplicas: 5, maxReplicas: 2 },
      /minReplicas \(5\) is greater/,
    ],
    ['api-service', 'autoscaling.minReplicas', 0, /minReplicas/],
    [
      'api-service',
      'shutdown',
      { drainSeconds: 30, gracePeriodSeconds: 30 },
      /drainSeconds \(30\)/,
    ],
    ['api-service', 'ingress.host', 'not a host', /host/],
    ['api-service', 'ingress.paths', [], /paths/],
    [
      'api-service',
      'networkPolicy.allowFrom',
      [{ namespace: 'x' }],
      /allowFrom/,
    ],
    [
      'api-service',
      'networkPolicy.allowTo',
      [{ service: 'profile-api' }],
      /port/,
    ],
    ['api-service', 'vault.token', 's.123', /token/],
    ['api-service', 'global', { imageRegistry: 'x' }, /global/],
    ['tenant', 'quotas', {}, /quotas/],
    ['tenant', 'runway.team', 'Flight Ops', /team/],
    ['tenant', 'runway.service', 'check-in-api', /service/],
    ['tenant', 'runway.team', 'a'.repeat(41), /team/],
    ['tenant', 'quota.pods', '100', /pods/],
    ['tenant', 'quota.requestsCpu', 4, /requestsCpu/],
    ['tenant', 'network.telemetryPorts', [], /telemetryPorts/],
    ['tenant', 'access.debug', 'yes', /debug/],
    ['tenant', 'appProject', { enabled: true }, /appProject/],
  ]) {
    it(`${chart}: ${path} = ${JSON.stringify(value)}`, () => {
      const { status, stderr } = charts.render(chart, {
        values: [having(chart, path, value)],
      });
      assert.notEqual(status, 0, 'was accepted');
      assert.match(stderr, reason);
    });
  }

  it('api-service: nothing at all', () => {
    const { status, stderr } = charts.render('api-service', {});
    assert.notEqual(status, 0);
    assert.match(stderr, /runway/);
  });
});
