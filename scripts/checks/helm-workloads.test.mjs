// What web-app, worker and scheduled-job make, beyond what all charts have in common (helm.test.mjs).
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Charts, workloads } from './charts.mjs';
import { restrictedViolations } from './podSecurity.mjs';
import { full, having, minimal, renderChart } from './renderChart.mjs';

/** @type {Charts} */
let charts;
before(async () => {
  charts = await Charts.prepare();
});
after(() => charts?.dispose());
const render = (...args) => renderChart(charts, ...args);
const podOf = ({ objects }) => {
  const workload = objects.find(({ kind }) => /Deployment|CronJob/.test(kind));
  return (workload.spec.jobTemplate ?? workload).spec.template;
};

for (const chart of workloads) {
  describe(`pods of ${chart}`, () => {
    it('are admitted where "restricted" is enforced, with nothing to write but /tmp', () => {
      for (const file of charts.ciValues(chart)) {
        const { spec } = podOf(render(chart, file));
        assert.deepEqual(restrictedViolations(spec), []);
        const [container] = spec.containers;
        assert.equal(container.securityContext.readOnlyRootFilesystem, true);
        assert.deepEqual(
          container.volumeMounts.map(mount => mount.mountPath),
          ['/tmp'],
        );
        assert.equal(spec.automountServiceAccountToken, false);
        assert.ok(container.resources.requests.cpu);
        assert.ok(container.resources.limits.memory);
      }
    });

    it('are what the NetworkPolicy chooses, and act as their own ServiceAccount', () => {
      const rendered = render(chart, full(chart));
      const { metadata, spec } = podOf(rendered);
      const { matchLabels } = rendered.one('NetworkPolicy').spec.podSelector;
      for (const [label, value] of Object.entries(matchLabels)) {
        assert.equal(metadata.labels[label], value);
      }
      const account = rendered.one('ServiceAccount');
      assert.equal(spec.serviceAccountName, account.metadata.name);
      assert.equal(
        account.metadata.annotations['azure.workload.identity/client-id'],
        '0f3c1a52-8d1f-4c57-9a83-6b7f6de0c0de',
      );
      assert.equal(metadata.labels['azure.workload.identity/use'], 'true');
    });

    it('have no identity in Azure, no secrets and no budget with one replica, unless asked', () => {
      const values = minimal(chart);
      if (chart !== 'scheduled-job') {
        values.autoscaling = { minReplicas: 1 };
      }
      const { kinds, one, objects } = render(chart, values);
      assert.ok(!kinds.some(kind => /Vault|PodDisruptionBudget/.test(kind)));
      assert.equal(one('ServiceAccount').metadata.annotations, undefined);
      const { metadata, spec } = podOf({ objects });
      assert.equal(metadata.labels['azure.workload.identity/use'], undefined);
      assert.equal(spec.containers[0].envFrom, undefined);
    });
  });
}

describe('web-app', () => {
  it('is served by default, with a certificate, and measured at the Ingress', () => {
    const { kinds, one } = render('web-app', minimal('web-app'));
    assert.deepEqual(kinds, [
      'Deployment',
      'HorizontalPodAutoscaler',
      'Ingress',
      'NetworkPolicy',
      'PodDisruptionBudget',
      'PrometheusRule',
      'Service',
      'ServiceAccount',
    ]);
    const { spec } = one('Ingress');
    assert.equal(spec.rules[0].host, 'check-in-web.dev.apps.aerq.example');
    assert.equal(spec.tls[0].secretName, 'check-in-web-tls');
    assert.match(
      JSON.stringify(one('PrometheusRule')),
      /nginx_ingress_controller_request_duration_seconds_bucket/,
    );
    assert.equal(
      spec.rules[0].http.paths[0].backend.service.name,
      one('Service').metadata.name,
    );
    assert.deepEqual(one('NetworkPolicy').spec.ingress[0].from.length, 1);
  });

  it('is scraped when it has metrics', () => {
    const values = having('web-app', 'metrics.enabled', true);
    const { spec } = render('web-app', values).one('ServiceMonitor');
    assert.deepEqual(spec.endpoints, [
      { port: 'http', path: '/metrics', interval: '30s' },
    ]);
  });
});

describe('worker', () => {
  it('is reached by nobody but Prometheus', () => {
    const { kinds, one } = render('worker', minimal('worker'));
    assert.deepEqual(kinds, [
      'Deployment',
      'HorizontalPodAutoscaler',
      'NetworkPolicy',
      'PodDisruptionBudget',
      'PodMonitor',
      'PrometheusRule',
      'ServiceAccount',
    ]);
    const { ingress } = one('NetworkPolicy').spec;
    assert.deepEqual(
      ingress[0].from.map(
        peer =>
          peer.namespaceSelector.matchLabels['kubernetes.io/metadata.name'],
      ),
      ['monitoring'],
    );
  });

  it('is asked by HTTP or by a command whether it lives, and has time to finish', () => {
    const [web] = podOf(render('worker', minimal('worker'))).spec.containers;
    assert.equal(web.livenessProbe.httpGet.path, '/healthz');
    assert.equal(web.readinessProbe, undefined);
    assert.equal(web.lifecycle, undefined);
    const { spec } = podOf(render('worker', full('worker')));
    const [command] = spec.containers;
    const alive = ['/bin/alive', '--within', '30s'];
    assert.deepEqual(command.livenessProbe.exec.command, alive);
    assert.deepEqual(command.startupProbe.exec.command, alive);
    assert.equal(command.livenessProbe.httpGet, undefined);
    assert.equal(spec.terminationGracePeriodSeconds, 300);
    assert.deepEqual(command.args, ['dist/main.js', '--queue', 'bookings']);
  });

  it('scales by what waits when asked', () => {
    const metrics = values =>
      render('worker', values).one('HorizontalPodAutoscaler').spec.metrics;
    assert.deepEqual(
      metrics(minimal('worker')).map(metric => metric.type),
      ['Resource'],
    );
    assert.deepEqual(metrics(full('worker'))[1].external, {
      metric: {
        name: 'rabbitmq_queue_messages_ready',
        selector: { matchLabels: { queue: 'bookings' } },
      },
      target: { type: 'AverageValue', averageValue: '100' },
    });
  });
});

describe('scheduled-job', () => {
  it('runs by the clock, once at a time, and is tidied up', () => {
    const { kinds, one } = render('scheduled-job', minimal('scheduled-job'));
    assert.deepEqual(kinds, [
      'CronJob',
      'NetworkPolicy',
      'PrometheusRule',
      'ServiceAccount',
    ]);
    const { jobTemplate, ...spec } = one('CronJob').spec;
    assert.deepEqual(spec, {
      schedule: '15 3 * * *',
      timeZone: 'Etc/UTC',
      suspend: false,
      concurrencyPolicy: 'Forbid',
      startingDeadlineSeconds: 300,
      successfulJobsHistoryLimit: 3,
      failedJobsHistoryLimit: 3,
    });
    assert.equal(jobTemplate.spec.backoffLimit, 2);
    assert.equal(jobTemplate.spec.activeDeadlineSeconds, 3600);
    assert.equal(jobTemplate.spec.ttlSecondsAfterFinished, 86400);
    assert.equal(jobTemplate.spec.template.spec.restartPolicy, 'Never');
    assert.deepEqual(one('NetworkPolicy').spec.ingress, []);
  });

  it('is suspended in one environment alone, and restarts nothing when a secret changes', () => {
    const { one } = render('scheduled-job', full('scheduled-job'));
    assert.equal(one('CronJob').spec.suspend, true);
    assert.equal(one('CronJob').spec.jobTemplate.spec.backoffLimit, 0);
    assert.equal(
      one('VaultStaticSecret').spec.rolloutRestartTargets,
      undefined,
    );
    const [container] = podOf(render('scheduled-job', full('scheduled-job')))
      .spec.containers;
    assert.deepEqual(container.envFrom, [
      { secretRef: { name: 'check-in-report-secrets' } },
    ]);
    assert.equal(container.ports, undefined);
  });
});
