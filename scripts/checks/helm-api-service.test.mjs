import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Charts } from './charts.mjs';
import { restrictedViolations } from './podSecurity.mjs';
import { full, having, minimal, renderChart } from './renderChart.mjs';

/** @type {Charts} */
let charts;
before(async () => {
  charts = await Charts.prepare();
});
after(() => charts?.dispose());
const render = (chart, values) => renderChart(charts, chart, values);

describe('api-service', () => {
  it('renders the least without ingress and Vault', () => {
    assert.deepEqual(render('api-service', minimal('api-service')).kinds, [
      'Deployment',
      'HorizontalPodAutoscaler',
      'NetworkPolicy',
      'PodDisruptionBudget',
      'PrometheusRule',
      'Service',
      'ServiceAccount',
      'ServiceMonitor',
    ]);
  });

  it('renders everything when asked', () => {
    assert.deepEqual(render('api-service', full('api-service')).kinds, [
      'Deployment',
      'HorizontalPodAutoscaler',
      'Ingress',
      'NetworkPolicy',
      'PodDisruptionBudget',
      'PrometheusRule',
      'Service',
      'ServiceAccount',
      'ServiceMonitor',
      'VaultAuth',
      'VaultStaticSecret',
    ]);
  });

  it('is admitted where Pod Security "restricted" is enforced', () => {
    for (const file of charts.ciValues('api-service')) {
      const { spec } = render('api-service', file).one('Deployment').spec
        .template;
      assert.deepEqual(restrictedViolations(spec), []);
      const [container] = spec.containers;
      assert.equal(container.securityContext.readOnlyRootFilesystem, true);
      assert.equal(spec.automountServiceAccountToken, false);
    }
  });

  it('selects its own pods everywhere, and nothing that changes with a release', () => {
    const { one } = render('api-service', full('api-service'));
    const { selector, template } = one('Deployment').spec;
    assert.deepEqual(Object.keys(selector.matchLabels).sort(), [
      'app.kubernetes.io/instance',
      'app.kubernetes.io/name',
    ]);
    for (const [label, value] of Object.entries(selector.matchLabels)) {
      assert.equal(template.metadata.labels[label], value);
    }
    assert.deepEqual(one('Service').spec.selector, selector.matchLabels);
    assert.deepEqual(one('PodDisruptionBudget').spec.selector, selector);
    assert.deepEqual(one('NetworkPolicy').spec.podSelector, selector);
    assert.equal(
      one('HorizontalPodAutoscaler').spec.scaleTargetRef.name,
      'check-in-api',
    );
    assert.equal(
      one('Deployment').spec.replicas,
      undefined,
      'replicas belong to the autoscaler',
    );
    assert.equal(template.metadata.labels['helm.sh/chart'], undefined);
  });

  it('runs the image it was given, and keeps a tag that looks like a number', () => {
    const { one } = render('api-service', minimal('api-service'));
    const { template } = one('Deployment').spec;
    assert.equal(
      template.spec.containers[0].image,
      'registry.runway.internal/flight-ops/check-in-api:1234e567',
    );
    assert.equal(
      template.metadata.labels['app.kubernetes.io/version'],
      '1234e567',
    );
  });

  it('starts, serves and goes gently', () => {
    const { one } = render('api-service', full('api-service'));
    const { spec } = one('Deployment').spec.template;
    const [container] = spec.containers;
    assert.equal(
      container.startupProbe.periodSeconds *
        container.startupProbe.failureThreshold,
      120,
    );
    assert.equal(container.livenessProbe.httpGet.path, '/live');
    assert.equal(container.readinessProbe.httpGet.path, '/ready');
    assert.equal(container.lifecycle.preStop.sleep.seconds, 10);
    assert.equal(spec.terminationGracePeriodSeconds, 60);
    assert.equal(spec.topologySpreadConstraints.length, 2);
    assert.deepEqual(one('Deployment').spec.strategy.rollingUpdate, {
      maxSurge: '25%',
      maxUnavailable: 0,
    });
  });

  it('reads secrets from Vault as the service itself', () => {
    const { one } = render('api-service', full('api-service'));
    const { spec: auth } = one('VaultAuth');
    assert.equal(auth.mount, 'kubernetes-production-weu');
    assert.equal(auth.kubernetes.role, 'flight-ops-check-in-api-production');
    assert.equal(
      auth.kubernetes.serviceAccount,
      one('ServiceAccount').metadata.name,
    );
    const { spec: secret } = one('VaultStaticSecret');
    assert.equal(secret.vaultAuthRef, one('VaultAuth').metadata.name);
    assert.equal(secret.mount, 'secret');
    assert.equal(secret.path, 'flight-ops/check-in-api/production');
    assert.equal(secret.destination.create, true);
    assert.equal(secret.destination.name, 'check-in-api-secrets');
    assert.equal(
      secret.rolloutRestartTargets[0].name,
      one('Deployment').metadata.name,
    );
    const [container] = one('Deployment').spec.template.spec.containers;
    assert.deepEqual(container.envFrom, [
      { secretRef: { name: 'check-in-api-secrets' } },
    ]);
    assert.equal(one('ServiceAccount').metadata.name, 'check-in-api');
  });

  it('mounts the environment when no cluster is named', () => {
    const values = having('api-service', 'vault.enabled', true);
    assert.equal(
      render('api-service', values).one('VaultAuth').spec.mount,
      'kubernetes-dev',
    );
  });

  it('is served with a certificate under its own name', () => {
    const values = having('api-service', 'ingress.enabled', true);
    const { metadata, spec } = render('api-service', values).one('Ingress');
    assert.equal(spec.rules[0].host, 'check-in-api.dev.apps.aerq.example');
    assert.deepEqual(spec.tls[0].hosts, ['check-in-api.dev.apps.aerq.example']);
    assert.equal(spec.tls[0].secretName, 'check-in-api-tls');
    assert.equal(
      metadata.annotations['cert-manager.io/cluster-issuer'],
      'letsencrypt',
    );
    assert.equal(
      render('api-service', full('api-service')).one('Ingress').spec.rules[0]
        .host,
      'check-in.aerq.example',
    );
  });

  it('lets in and out only whom the values name', () => {
    const { spec } = render('api-service', full('api-service')).one(
      'NetworkPolicy',
    );
    const namespaces = rules =>
      rules.map(
        peer =>
          peer.namespaceSelector?.matchLabels['kubernetes.io/metadata.name'],
      );
    assert.deepEqual(namespaces(spec.ingress[0].from), [
      'ingress-nginx',
      'monitoring',
      'flight-ops-production',
      'passenger-production',
    ]);
    const [dns, service, network] = spec.egress;
    assert.deepEqual(namespaces(dns.to), ['kube-system']);
    assert.deepEqual(namespaces(service.to), ['passenger-production']);
    assert.deepEqual(network.to[0].ipBlock, {
      cidr: '10.20.0.0/16',
      except: ['10.20.1.0/24'],
    });

    const closed = having('api-service', 'metrics.enabled', false);
    assert.deepEqual(
      render('api-service', closed).one('NetworkPolicy').spec.ingress,
      [],
    );
  });

  it('quotes names that mean something else to YAML', () => {
    const values = having('api-service', 'runway.service', 'null');
    values.env = { GREETING: 'yes', QUOTED: `it's "so": #1` };
    const { one } = render('api-service', values);
    assert.equal(one('ServiceAccount').metadata.name, 'null');
    const { env } = one('Deployment').spec.template.spec.containers[0];
    assert.deepEqual(env.slice(-2), [
      { name: 'GREETING', value: 'yes' },
      { name: 'QUOTED', value: `it's "so": #1` },
    ]);
  });
});
