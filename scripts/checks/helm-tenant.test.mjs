import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Charts } from './charts.mjs';
import { full, having, minimal, renderChart } from './renderChart.mjs';

/** @type {Charts} */
let charts;
before(async () => {
  charts = await Charts.prepare();
});
after(() => charts?.dispose());
const render = (chart, values) => renderChart(charts, chart, values);

describe('tenant', () => {
  it('isolates the namespace and opens what the platform needs', () => {
    const { objects, one } = render('tenant', minimal('tenant'));
    assert.equal(one('Namespace').metadata.name, 'flight-ops-dev');
    assert.equal(
      one('Namespace').metadata.labels['pod-security.kubernetes.io/enforce'],
      'restricted',
    );
    const policies = objects.filter(object => object.kind === 'NetworkPolicy');
    assert.deepEqual(policies.map(policy => policy.metadata.name).sort(), [
      'allow-dns',
      'allow-ingress-controller',
      'allow-monitoring',
      'allow-vault',
      'default-deny',
    ]);
    const deny = policies.find(
      policy => policy.metadata.name === 'default-deny',
    );
    assert.deepEqual(deny.spec, {
      podSelector: {},
      policyTypes: ['Ingress', 'Egress'],
    });
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
    assert.equal(
      render('tenant', group).one('RoleBinding').subjects[0].name,
      'flight-ops',
    );
    assert.ok(
      !render('tenant', minimal('tenant')).kinds.includes('RoleBinding'),
    );
  });
});
