import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { allCharts, Charts } from './charts.mjs';
import { having } from './renderChart.mjs';

/** @type {Charts} */
let charts;
before(async () => {
  charts = await Charts.prepare();
});
after(() => charts?.dispose());

describe('values that are refused', () => {
  for (const [chart, path, value, reason, more = {}] of [
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
    ['api-service', 'monitoring.enable', true, /enable/],
    ['api-service', 'monitoring.runbooks', 'runbooks/', /runbooks/],
    ['api-service', 'monitoring.scrapeInterval', '30', /scrapeInterval/],
    ['api-service', 'slo.latencySeconds', 0.3, /latencySeconds/],
    ['api-service', 'slo.availabilityPercent', 100, /availabilityPercent/],
    ['api-service', 'workloadIdentity.clientId', 'mine', /clientId/],
    ['web-app', 'contentSecurityPolicy', "default-src 'self'", /contentSec/],
    ['web-app', 'ingress.paths', ['assets'], /paths/],
    ['web-app', 'image.tag', '', /image\.tag is empty/],
    ['web-app', 'probes.path', '/', /path/],
    ['web-app', 'slo.latencyPercent', '99', /latencyPercent/],
    ['worker', 'ingress', { enabled: true }, /ingress/],
    ['worker', 'networkPolicy.allowFrom', [], /allowFrom/],
    ['worker', 'probes.readinessPath', '/readyz', /readinessPath/],
    ['worker', 'probes.livenessCommand', 'alive', /livenessCommand/],
    ['worker', 'queue.depthMetric', 'queue-depth', /depthMetric/],
    ['worker', 'queue.stuckAfter', '5 minutes', /stuckAfter/],
    ['worker', 'queue.labels', { 'not-a-label': 'x' }, /not-a-label/],
    ['worker', 'autoscaling.targetQueueDepth', -1, /targetQueueDepth/],
    ['worker', 'shutdown.drainSeconds', 5, /drainSeconds/],
    [
      'worker',
      'autoscaling',
      { minReplicas: 5, maxReplicas: 2 },
      /minReplicas \(5\) is greater/,
    ],
    ['scheduled-job', 'autoscaling', {}, /autoscaling/],
    ['scheduled-job', 'job.schedule', 'daily', /schedule/],
    ['scheduled-job', 'job.schedule', '0 3 * *', /schedule/],
    ['scheduled-job', 'job.timeZone', 'berlin', /timeZone/],
    ['scheduled-job', 'job.concurrencyPolicy', 'forbid', /concurrencyPolicy/],
    ['scheduled-job', 'job.startingDeadlineSeconds', 5, /startingDeadline/],
    ['scheduled-job', 'job.retries', 11, /retries/],
    ['scheduled-job', 'job.suspend', 'no', /suspend/],
    ['scheduled-job', 'job.restartPolicy', 'Always', /restartPolicy/],
    ['scheduled-job', 'args', '--since yesterday', /args/],
    [
      'scheduled-job',
      'shutdown.gracePeriodSeconds',
      600,
      /gracePeriodSeconds \(600\) is longer than job\.activeDeadlineSeconds/,
      { job: { schedule: '@daily', activeDeadlineSeconds: 300 } },
    ],
    ['tenant', 'quotas', {}, /quotas/],
    ['tenant', 'runway.team', 'Flight Ops', /team/],
    ['tenant', 'runway.service', 'check-in-api', /service/],
    ['tenant', 'runway.team', 'a'.repeat(41), /team/],
    ['tenant', 'quota.pods', '100', /pods/],
    ['tenant', 'quota.requestsCpu', 4, /requestsCpu/],
    ['tenant', 'network.telemetryPorts', [], /telemetryPorts/],
    ['tenant', 'access.debug', 'yes', /debug/],
    ['tenant', 'access.groups', { admins: 'x' }, /admins/],
    ['tenant', 'access.groups.operators', 'id; drop', /operators/],
    [
      'tenant',
      'access',
      { group: 'a', groups: { developers: 'b' } },
      /access\.group \(a\) and access\.groups\.developers \(b\) differ/,
    ],
    ['scheduled-job', 'job', {}, /schedule/],
    ['tenant', 'appProject', { enabled: true }, /appProject/],
  ]) {
    it(`${chart}: ${path} = ${JSON.stringify(value)}`, () => {
      const { status, stderr } = charts.render(chart, {
        values: [having(chart, path, value), more],
      });
      assert.notEqual(status, 0, 'was accepted');
      assert.match(stderr, reason);
    });
  }

  for (const chart of allCharts) {
    it(`${chart}: nothing at all`, () => {
      const { status, stderr } = charts.render(chart, {});
      assert.notEqual(status, 0);
      assert.match(stderr, /runway/);
    });
  }
});
