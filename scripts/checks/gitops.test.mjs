import assert from 'node:assert/strict';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { Charts } from './charts.mjs';
import { renderFolder, sampleValues } from './renderFolder.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const gitops = join(root, 'templates', 'api-service', 'gitops');
const ENVIRONMENTS = ['dev', 'staging', 'production'];

/** @type {Charts} */
let charts;
before(async () => {
  charts = await Charts.prepare();
});
after(() => charts?.dispose());

/** The folder rendered, and each file parsed. */
function rendered(changes = {}) {
  const values = { ...sampleValues, ...changes };
  const files = renderFolder(gitops, values);
  const read = path => {
    assert.ok(
      files.has(path),
      `no ${path} among ${[...files.keys()].join(', ')}`,
    );
    return parse(files.get(path), { version: '1.1' });
  };
  return { values, files, read };
}

/** The objects that Argo CD would make of an application, from the files of the same commit. */
function synced({ files, read }, application) {
  const { sources, destination } = application.spec;
  const [chart] = sources.filter(source => source.path);
  const [reference] = sources.filter(source => source.ref === 'values');
  assert.ok(reference, 'no source for values');
  const values = chart.helm.valueFiles.map(file => {
    const path = file.replace(/^\$values\//, '');
    assert.ok(
      files.has(path),
      `${application.metadata.name} names ${path}, which is not there`,
    );
    return read(path);
  });
  const { status, stderr, objects } = charts.render(chart.path, {
    values,
    release: application.metadata.name,
    namespace: destination.namespace,
  });
  return { status, stderr, objects };
}

describe('GitOps files of api-service', () => {
  const usual = rendered();

  it('deploy the service to dev only', () => {
    const application = usual.read(
      'environments/dev/applications/check-in-api.yaml',
    );
    assert.equal(application.metadata.name, 'check-in-api-dev');
    assert.equal(
      application.metadata.labels['runway.aerq.io/service'],
      'check-in-api',
    );
    assert.equal(
      application.metadata.labels['runway.aerq.io/environment'],
      'dev',
    );
    assert.equal(application.spec.project, 'flight-ops');
    assert.deepEqual(application.spec.destination, {
      name: 'dev',
      namespace: 'flight-ops-dev',
    });
    assert.deepEqual(application.spec.sources[0].helm.valueFiles, [
      '$values/services/flight-ops/check-in-api/values.yaml',
      '$values/services/flight-ops/check-in-api/dev.yaml',
    ]);
    assert.equal(
      application.spec.sources[0].repoURL,
      sampleValues.chartsRepoUrl,
    );
    assert.equal(
      application.spec.sources[1].repoURL,
      sampleValues.gitopsRepoUrl,
    );
    assert.deepEqual(application.spec.syncPolicy.automated, {
      prune: true,
      selfHeal: true,
    });

    const { status, stderr, objects } = synced(usual, application);
    assert.equal(status, 0, stderr);
    const one = kind => objects.find(object => object.kind === kind);
    const [container] = one('Deployment').spec.template.spec.containers;
    assert.equal(
      container.image,
      'registry.runway.internal/flight-ops/check-in-api:1234e567',
    );
    assert.equal(
      one('Ingress').spec.rules[0].host,
      'check-in-api.dev.apps.aerq.example',
    );
    assert.equal(one('VaultAuth').spec.mount, 'kubernetes-dev');
    assert.deepEqual(
      objects.map(object => object.metadata.namespace),
      objects.map(() => 'flight-ops-dev'),
    );
  });

  it('keep staging and production waiting for a promotion', () => {
    for (const environment of ['staging', 'production']) {
      const application = structuredClone(
        usual.read('environments/dev/applications/check-in-api.yaml'),
      );
      application.spec.sources[0].helm.valueFiles[1] = `$values/services/flight-ops/check-in-api/${environment}.yaml`;
      const { status, stderr } = synced(usual, application);
      assert.notEqual(status, 0);
      assert.match(
        stderr,
        new RegExp(`image.tag is empty.*check-in-api/${environment}.yaml`),
      );
    }
  });

  it('make the tenant in every environment, on its cluster', () => {
    for (const environment of ENVIRONMENTS) {
      const application = usual.read(
        `environments/${environment}/applications/tenant-flight-ops.yaml`,
      );
      const { cluster } = sampleValues.environments.find(
        ({ name }) => name === environment,
      );
      assert.equal(
        application.metadata.name,
        `tenant-flight-ops-${environment}`,
      );
      assert.equal(application.spec.project, 'platform');
      assert.deepEqual(application.spec.destination, {
        name: cluster,
        namespace: `flight-ops-${environment}`,
      });
      const { status, stderr, objects } = synced(usual, application);
      assert.equal(status, 0, stderr);
      const namespace = objects.find(object => object.kind === 'Namespace');
      assert.equal(namespace.metadata.name, `flight-ops-${environment}`);
      const mayExec = JSON.stringify(objects).includes('pods/exec');
      assert.equal(mayExec, environment === 'dev');
    }
  });

  it('confine the team to its own namespaces', () => {
    const { metadata, spec } = usual.read(
      'environments/dev/applications/project-flight-ops.yaml',
    );
    assert.equal(metadata.name, 'flight-ops');
    assert.deepEqual(spec.destinations, [
      { name: 'dev', namespace: 'flight-ops-dev' },
      { name: 'staging-weu', namespace: 'flight-ops-staging' },
      { name: 'production-weu', namespace: 'flight-ops-production' },
    ]);
    assert.deepEqual(spec.sourceRepos, [
      sampleValues.chartsRepoUrl,
      sampleValues.gitopsRepoUrl,
    ]);
    assert.deepEqual(spec.clusterResourceWhitelist, []);
  });

  it('come in order: project, tenant, service', () => {
    const wave = path =>
      Number(
        usual.read(path).metadata.annotations['argocd.argoproj.io/sync-wave'] ??
          0,
      );
    const waves = [
      'project-flight-ops',
      'tenant-flight-ops',
      'check-in-api',
    ].map(name => wave(`environments/dev/applications/${name}.yaml`));
    assert.deepEqual(waves, [-2, -1, 0]);
  });

  it('take names that mean something else to YAML', () => {
    const odd = rendered({ name: 'null', team: 'off', imageTag: '00001234' });
    const application = odd.read('environments/dev/applications/null.yaml');
    assert.equal(application.metadata.labels['runway.aerq.io/service'], 'null');
    assert.equal(application.spec.project, 'off');
    const { status, stderr, objects } = synced(odd, application);
    assert.equal(status, 0, stderr);
    assert.ok(objects.some(object => object.metadata.name === 'null'));
    assert.match(JSON.stringify(objects), /off\/null:00001234"/);
  });

  it('use the values of the form, and work without', () => {
    const values = read =>
      read('services/flight-ops/check-in-api/dev.yaml').autoscaling;
    const chosen = rendered({ minReplicas: 2, maxReplicas: 9, port: 3000 });
    assert.deepEqual(values(chosen.read), { minReplicas: 2, maxReplicas: 9 });
    assert.equal(
      chosen.read('services/flight-ops/check-in-api/values.yaml').port,
      3000,
    );
    const none = rendered({
      minReplicas: undefined,
      maxReplicas: undefined,
      port: undefined,
    });
    assert.deepEqual(values(none.read), { minReplicas: 1, maxReplicas: 3 });
    assert.equal(
      none.read('services/flight-ops/check-in-api/values.yaml').port,
      8080,
    );
  });
});
