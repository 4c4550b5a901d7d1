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

  it('lets groups read, but not their secrets, and debug only where it is allowed', () => {
    const roles = values =>
      Object.fromEntries(
        render('tenant', values)
          .objects.filter(object => object.kind === 'Role')
          .map(({ metadata, rules }) => [
            metadata.name,
            {
              resources: rules.flatMap(rule => rule.resources),
              verbs: [...new Set(rules.flatMap(rule => rule.verbs))].sort(),
            },
          ]),
      );
    const { developer, ...others } = roles(
      having('tenant', 'access.groups.developers', 'flight-ops'),
    );
    assert.deepEqual(others, {});
    assert.ok(!developer.resources.includes('pods/exec'));
    assert.deepEqual(developer.verbs, ['get', 'list', 'watch']);

    const everything = roles(full('tenant'));
    assert.deepEqual(Object.keys(everything).sort(), ['developer', 'operator']);
    assert.ok(everything.developer.resources.includes('pods/exec'));
    assert.ok(!everything.developer.verbs.includes('delete'));
    assert.ok(everything.operator.verbs.includes('delete'));
    for (const { resources, verbs } of [
      developer,
      ...Object.values(everything),
    ]) {
      assert.ok(!resources.includes('secrets'));
      assert.ok(!verbs.includes('update') && !verbs.includes('patch'));
    }
  });

  it('binds groups by their object id in Entra ID, or by name', () => {
    const bindings = values =>
      render('tenant', values)
        .objects.filter(object => object.kind === 'RoleBinding')
        .map(({ roleRef, subjects }) => [roleRef.name, subjects[0].name]);
    assert.deepEqual(bindings(full('tenant')), [
      ['developer', '3a1f0c52-8d1f-4c57-9a83-6b7f6de0c0de'],
      ['operator', '7c2e9d10-1b2a-4f7e-8e55-0a9b8c7d6e5f'],
    ]);
    assert.deepEqual(bindings(having('tenant', 'access.group', 'flight-ops')), [
      ['developer', 'flight-ops'],
    ]);
    assert.deepEqual(bindings(minimal('tenant')), []);
  });
});
