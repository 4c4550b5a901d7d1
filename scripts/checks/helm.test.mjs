import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { Charts } from './charts.mjs';
import { restrictedViolations } from './podSecurity.mjs';
import { unknownFields } from './unknownFields.mjs';

const helm = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'helm');
const minimal = chart => parse(readFileSync(join(helm, chart, 'ci/minimal-values.yaml'), 'utf8'));
const full = chart => join(helm, chart, 'ci/full-values.yaml');
const runId = '6f1c1f0e-6a55-4b0e-9d3c-0d4b8a1f7c11';

/** A copy of the chart's minimal values with one value set. */
function having(chart, path, value) {
  const values = minimal(chart);
  const keys = path.split('.');
  const last = keys.pop();
  keys.reduce((object, key) => (object[key] ??= {}), values)[last] = value;
  return values;
}

/** @type {Charts} */
let charts;
before(async () => {
  charts = await Charts.prepare();
});
after(() => charts?.dispose());

function render(chart, ...values) {
  const { status, stderr, objects } = charts.render(chart, {
    values,
    release: 'check-in-api-dev',
    namespace: 'flight-ops-dev',
  });
  assert.equal(status, 0, stderr);
  const one = kind => {
    const found = objects.filter(object => object.kind === kind);
    assert.equal(found.length, 1, `${found.length} objects of kind ${kind}`);
    return found[0];
  };
  return { objects, one, kinds: objects.map(object => object.kind).sort() };
}

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
          ...(chart === 'api-service' && { 'runway.aerq.io/service': 'check-in-api' }),
        };
        for (const [label, value] of Object.entries(expected)) {
          assert.equal(metadata.labels[label], value, `${label} of ${kind} ${metadata.name}`);
        }
      }
    });

    it('uses only fields that Kubernetes knows', () => {
      const { objects } = render(chart, full(chart));
      const builtin = objects.filter(object => !object.apiVersion.includes('hashicorp'));
      assert.ok(builtin.length > 5);
      assert.deepEqual(builtin.flatMap(unknownFields), []);
    });

    it('describes every value in its schema, and lists them in its README', () => {
      const schema = JSON.parse(readFileSync(join(helm, chart, 'values.schema.json'), 'utf8'));
      const readme = readFileSync(join(helm, chart, 'README.md'), 'utf8');
      const visit = (node, path) => {
        for (const [name, value] of Object.entries(node.properties ?? {})) {
          const here = [...path, name].join('.');
          if (here === 'library.global') {
            continue;
          }
          assert.ok(value.description, `${here} has no description`);
          if (value.properties) {
            assert.equal(value.additionalProperties, false, `${here} takes unknown keys`);
            visit(value, [...path, name]);
          } else if (!['global', 'library'].includes(path[0] ?? name)) {
            assert.ok(readme.includes(`\`${here}\``), `README.md does not mention ${here}`);
          }
        }
      };
      assert.equal(schema.additionalProperties, false);
      visit(schema, []);
    });
  });
}

describe('api-service', () => {
  it('renders the least without ingress and Vault', () => {
    assert.deepEqual(render('api-service', minimal('api-service')).kinds, [
      'Deployment',
      'HorizontalPodAutoscaler',
      'NetworkPolicy',
      'PodDisruptionBudget',
      'Service',
      'ServiceAccount',
    ]);
  });

  it('renders everything when asked', () => {
    assert.deepEqual(render('api-service', full('api-service')).kinds, [
      'Deployment',
      'HorizontalPodAutoscaler',
      'Ingress',
      'NetworkPolicy',
      'PodDisruptionBudget',
      'Service',
      'ServiceAccount',
      'VaultAuth',
      'VaultStaticSecret',
    ]);
  });

  it('is admitted where Pod Security "restricted" is enforced', () => {
    for (const file of charts.ciValues('api-service')) {
      const { spec } = render('api-service', file).one('Deployment').spec.template;
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
    assert.equal(one('HorizontalPodAutoscaler').spec.scaleTargetRef.name, 'check-in-api');
    assert.equal(one('Deployment').spec.replicas, undefined, 'replicas belong to the autoscaler');
    assert.equal(template.metadata.labels['helm.sh/chart'], undefined);
  });

  it('runs the image it was given, and keeps a tag that looks like a number', () => {
    const { one } = render('api-service', minimal('api-service'));
    const { template } = one('Deployment').spec;
    assert.equal(
      template.spec.containers[0].image,
      'registry.runway.internal/flight-ops/check-in-api:1234e567',
    );
    assert.equal(template.metadata.labels['app.kubernetes.io/version'], '1234e567');
  });

  it('starts, serves and goes gently', () => {
    const { one } = render('api-service', full('api-service'));
    const { spec } = one('Deployment').spec.template;
    const [container] = spec.containers;
    assert.equal(container.startupProbe.periodSeconds * container.startupProbe.failureThreshold, 120);
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
    assert.equal(auth.kubernetes.serviceAccount, one('ServiceAccount').metadata.name);
    const { spec: secret } = one('VaultStaticSecret');
    assert.equal(secret.vaultAuthRef, one('VaultAuth').metadata.name);
    assert.equal(secret.mount, 'secret');
    assert.equal(secret.path, 'flight-ops/check-in-api/production');
    assert.equal(secret.destination.create, true);
    assert.equal(secret.destination.name, 'check-in-api-secrets');
    assert.equal(secret.rolloutRestartTargets[0].name, one('Deployment').metadata.name);
    const [container] = one('Deployment').spec.template.spec.containers;
    assert.deepEqual(container.envFrom, [{ secretRef: { name: 'check-in-api-secrets' } }]);
    assert.equal(one('ServiceAccount').metadata.name, 'check-in-api');
  });

  it('mounts the environment when no cluster is named', () => {
    const values = having('api-service', 'vault.enabled', true);
    assert.equal(render('api-service', values).one('VaultAuth').spec.mount, 'kubernetes-dev');
  });

  it('is served with a certificate under its own name', () => {
    const values = having('api-service', 'ingress.enabled', true);
    const { metadata, spec } = render('api-service', values).one('Ingress');
    assert.equal(spec.rules[0].host, 'check-in-api.dev.apps.aerq.example');
    assert.deepEqual(spec.tls[0].hosts, ['check-in-api.dev.apps.aerq.example']);
    assert.equal(spec.tls[0].secretName, 'check-in-api-tls');
    assert.equal(metadata.annotations['cert-manager.io/cluster-issuer'], 'letsencrypt');
    assert.equal(
      render('api-service', full('api-service')).one('Ingress').spec.rules[0].host,
      'check-in.aerq.example',
    );
  });

  it('lets in and out only whom the values name', () => {
    const { spec } = render('api-service', full('api-service')).one('NetworkPolicy');
    const namespaces = rules =>
      rules.map(peer => peer.namespaceSelector?.matchLabels['kubernetes.io/metadata.name']);
    assert.deepEqual(namespaces(spec.ingress[0].from), [
      'ingress-nginx',
      'monitoring',
      'flight-ops-production',
      'passenger-production',
    ]);
    const [dns, service, network] = spec.egress;
    assert.deepEqual(namespaces(dns.to), ['kube-system']);
    assert.deepEqual(namespaces(service.to), ['passenger-production']);
    assert.deepEqual(network.to[0].ipBlock, { cidr: '10.20.0.0/16', except: ['10.20.1.0/24'] });

    const closed = having('api-service', 'metrics.enabled', false);
    assert.deepEqual(render('api-service', closed).one('NetworkPolicy').spec.ingress, []);
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

describe('tenant', () => {
  it('isolates the namespace and opens what the platform needs', () => {
    const { objects, one } = render('tenant', minimal('tenant'));
    assert.equal(one('Namespace').metadata.name, 'flight-ops-dev');
    assert.equal(
      one('Namespace').metadata.labels['pod-security.kubernetes.io/enforce'],
      'restricted',
    );
    const policies = objects.filter(object => object.kind === 'NetworkPolicy');
    assert.deepEqual(
      policies.map(policy => policy.metadata.name).sort(),
      ['allow-dns', 'allow-ingress-controller', 'allow-monitoring', 'allow-vault', 'default-deny'],
    );
    const deny = policies.find(policy => policy.metadata.name === 'default-deny');
    assert.deepEqual(deny.spec, { podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
    for (const object of objects.filter(({ kind }) => kind !== 'Namespace')) {
      assert.equal(object.metadata.namespace, 'flight-ops-dev');
    }
  });

  it('limits what the namespace may use, and a default pod fits in', () => {
    const { objects, one } = render('tenant', minimal('tenant'));
    const { hard } = one('ResourceQuota').spec;
    assert.equal(hard['services.loadbalancers'], '0');
    assert.equal(hard.pods, '100');
    const { limits } = one('LimitRange').spec;
    assert.equal(limits[0].type, 'Container');
    assert.ok(limits[0].default.memory);
    assert.ok(objects.every(object => object.kind !== 'AppProject'));
  });

  it('lets the group read, but not its secrets, and debug only where it is allowed', () => {
    const resources = values =>
      render('tenant', values)
        .one('Role')
        .rules.flatMap(rule => rule.resources);
    const group = having('tenant', 'access.group', 'flight-ops');
    assert.ok(!resources(group).includes('secrets'));
    assert.ok(!resources(group).includes('pods/exec'));
    assert.ok(resources(full('tenant')).includes('pods/exec'));
    assert.ok(!resources(full('tenant')).includes('secrets'));
    const verbs = render('tenant', group)
      .one('Role')
      .rules.flatMap(rule => rule.verbs);
    assert.deepEqual([...new Set(verbs)].sort(), ['get', 'list', 'watch']);
    assert.equal(render('tenant', group).one('RoleBinding').subjects[0].name, 'flight-ops');
    assert.ok(!render('tenant', minimal('tenant')).kinds.includes('RoleBinding'));
  });
});

describe('what these checks are worth', () => {
  it('sees a pod that "restricted" refuses', () => {
    const { spec } = render('api-service', minimal('api-service')).one('Deployment').spec.template;
    for (const worsen of [
      pod => (pod.hostNetwork = true),
      pod => (pod.securityContext.runAsNonRoot = false),
      pod => (pod.securityContext.seccompProfile = undefined),
      pod => (pod.containers[0].securityContext.allowPrivilegeEscalation = undefined),
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
    const deployment = render('api-service', minimal('api-service')).one('Deployment');
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
    ['api-service', 'image.tag', '', /image\.tag is empty: set it in services\/flight-ops\/check-in-api\/dev\.yaml/],
    ['api-service', 'image.tag', 12345678, /string/],
    ['api-service', 'image.repository', 'registry.runway.internal/a/b:latest', /repository/],
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
    ['api-service', 'resources.requests', { cpu: 'lots', memory: '1Gi' }, /cpu/],
    ['api-service', 'autoscaling', { minReplicas: 5, maxReplicas: 2 }, /minReplicas \(5\) is greater/],
    ['api-service', 'autoscaling.minReplicas', 0, /minReplicas/],
    ['api-service', 'shutdown', { drainSeconds: 30, gracePeriodSeconds: 30 }, /drainSeconds \(30\)/],
    ['api-service', 'ingress.host', 'not a host', /host/],
    ['api-service', 'ingress.paths', [], /paths/],
    ['api-service', 'networkPolicy.allowFrom', [{ namespace: 'x' }], /allowFrom/],
    ['api-service', 'networkPolicy.allowTo', [{ service: 'profile-api' }], /port/],
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
      const { status, stderr } = charts.render(chart, { values: [having(chart, path, value)] });
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
