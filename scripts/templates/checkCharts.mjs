import assert from 'node:assert/strict';
import { parse } from 'yaml';
import { Charts, kubernetesVersions } from '../checks/charts.mjs';
import { fieldFaults } from '../checks/fieldFaults.mjs';
import { restrictedViolations } from '../checks/podSecurity.mjs';
import { assertNone } from './assertNone.mjs';
import { isOwnRepository, RUN_ID } from './planExample.mjs';

const APPLICATIONS = /^environments\/[^/]+\/applications\/.*\.yaml$/;
const VALUES = '$values/';
const RUN_KEY = 'runway.aerq.io/run-id';
const FINALIZER = 'resources-finalizer.argocd.argoproj.io';

let charts;

/** Charts with their dependencies, made once. */
async function preparedCharts() {
  charts ??= await Charts.prepare();
  return charts;
}

/** Removes what {@link checkCharts} unpacked. */
export function disposeCharts() {
  charts?.dispose();
  charts = undefined;
}

/**
 * The applications that a run declares, rendered by Helm as Argo CD would: the charts take their values, the API server takes the
 * objects, and every pod is admitted where Pod Security "restricted" is enforced.
 */
export async function checkCharts({ report, template, example, plan }) {
  const shared = plan.files.filter(
    ({ repository }) => !isOwnRepository(plan, repository),
  );
  const files = new Map(
    shared.map(({ path, bytes }) => [path, bytes.toString('utf8')]),
  );
  const manifests = [...files]
    .filter(([path]) => APPLICATIONS.test(path))
    .map(([, text]) => parse(text, { version: '1.1' }));
  if (manifests.length === 0) {
    return;
  }
  await report.check(
    template.name,
    'chart',
    `${example.name}: ${manifests.length} objects of Argo CD have only its fields`,
    () => assertNone(manifests.flatMap(fieldFaults)),
  );
  await report.check(
    template.name,
    'chart',
    `${example.name}: objects of Argo CD carry the mark, and take along what they made`,
    () => assertNone(manifests.flatMap(ownershipFaults)),
  );
  for (const application of manifests) {
    if (application.kind === 'Application') {
      await report.check(
        template.name,
        'chart',
        `${example.name}: ${
          application.metadata.name
        } on Kubernetes ${kubernetesVersions.join(', ')}`,
        () => checkApplication(application, files),
      );
    }
  }
}

function ownershipFaults({ kind, metadata }) {
  const { name, namespace, labels, annotations, finalizers } = metadata;
  const wrong = [
    namespace !== 'argocd' && 'namespace has to be argocd',
    annotations?.[RUN_KEY] !== RUN_ID && `annotation ${RUN_KEY} is missing`,
    labels?.[RUN_KEY] !== RUN_ID && `label ${RUN_KEY} is missing`,
    !labels?.['runway.aerq.io/team'] && 'label runway.aerq.io/team is missing',
    !finalizers?.includes(FINALIZER) && `finalizer ${FINALIZER} is missing`,
  ];
  return wrong.filter(Boolean).map(what => `${kind} ${name}: ${what}.`);
}

async function checkApplication({ metadata, spec }, files) {
  const { name } = metadata;
  const [source] = spec.sources.filter(({ path }) => path);
  assert.ok(source, `${name} has no source with the path of a chart.`);
  const values = (source.helm?.valueFiles ?? [])
    .filter(file => file.startsWith(VALUES))
    .map(file => {
      const path = file.slice(VALUES.length);
      assert.ok(files.has(path), `${name} names ${path}, which is not there.`);
      return parse(files.get(path), { version: '1.1' });
    });
  const prepared = await preparedCharts();
  for (const kubernetes of kubernetesVersions) {
    const { status, stderr, objects } = prepared.render(source.path, {
      values,
      release: name,
      namespace: spec.destination.namespace,
      kubernetes,
    });
    assert.equal(
      status,
      0,
      `Chart ${source.path} refuses the values, with Kubernetes ${kubernetes}:\n${stderr}`,
    );
    assert.ok(objects.length > 0, `Chart ${source.path} makes nothing.`);
    assertNone(objects.flatMap(fieldFaults));
    for (const object of objects) {
      const pod = podOf(object);
      assertNone(
        pod ? restrictedViolations(pod) : [],
        `The cluster would not admit the pod of ${object.kind} ${object.metadata.name}:`,
      );
    }
  }
}

function podOf({ kind, spec }) {
  switch (kind) {
    case 'Pod':
      return spec;
    case 'CronJob':
      return spec.jobTemplate.spec.template.spec;
    default:
      return spec?.template?.spec?.containers ? spec.template.spec : undefined;
  }
}
