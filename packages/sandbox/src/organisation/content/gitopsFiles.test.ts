import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { parse, parseAllDocuments } from 'yaml';
import { findHelm } from '../../tools/helm';
import { SERVICES } from '../data/services';
import { ENVIRONMENTS, TEAMS } from '../data/teams';
import { serviceGitopsFiles, tenantFiles } from './gitopsFiles';

const run = promisify(execFile);
const options = {
  chartsUrl: 'http://gitlab/platform/charts.git',
  chartsRevision: '1.2.3',
  gitopsUrl: 'http://gitlab/platform/gitops.git',
  registry: 'registry.runway.internal',
};
const tags = { dev: '11111111', staging: '22222222' };

let folder: string;
let helm: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'runway-gitops-'));
  helm = await findHelm({ cacheDir: join(tmpdir(), 'runway-test-tools') });
  await cp(resolve(__dirname, '../../../../../helm'), join(folder, 'charts'), {
    recursive: true,
  });
  for (const chart of ['api-service', 'tenant']) {
    await run(helm, ['dependency', 'update', join(folder, 'charts', chart)]);
  }
  const files: Record<string, string> = {};
  for (const team of TEAMS) {
    Object.assign(files, tenantFiles(team, options));
  }
  for (const service of SERVICES) {
    Object.assign(files, serviceGitopsFiles(service, tags, options));
  }
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
}, 60_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Renders an application as Argo CD does. */
async function render(application: any): Promise<any[]> {
  const [chart] = application.spec.sources;
  const { stdout } = await run(helm, [
    'template',
    application.metadata.name,
    join(folder, 'charts', chart.path),
    '--namespace',
    application.spec.destination.namespace,
    ...chart.helm.valueFiles.flatMap((file: string) => [
      '--values',
      join(folder, file.replace('$values/', '')),
    ]),
  ]);
  return parseAllDocuments(stdout)
    .map(document => document.toJS())
    .filter(Boolean);
}

describe('GitOps files', () => {
  it('render a service with the chart', async () => {
    const service = SERVICES.find(each => each.name === 'check-in-api')!;
    const files = serviceGitopsFiles(service, tags, options);
    expect(Object.keys(files)).not.toContain(
      'environments/production/applications/check-in-api.yaml',
    );
    const application = parse(
      files['environments/staging/applications/check-in-api.yaml'],
    );
    expect(application.metadata).toMatchObject({
      name: 'check-in-api-staging',
      labels: {
        'runway.aerq.io/service': 'check-in-api',
        'runway.aerq.io/environment': 'staging',
      },
    });
    const objects = await render(application);
    const deployment = objects.find(object => object.kind === 'Deployment');
    expect(deployment.spec.template.spec.containers[0].image).toBe(
      'registry.runway.internal/flight-ops/check-in-api:22222222',
    );
    expect(
      objects.find(object => object.kind === 'VaultAuth').spec.kubernetes.role,
    ).toBe('flight-ops-check-in-api-staging');
  });

  it('render a service without secrets, and every tenant', async () => {
    const plain = SERVICES.find(each => each.name === 'gate-assignment')!;
    const objects = await render(
      parse(
        serviceGitopsFiles(plain, tags, options)[
          'environments/dev/applications/gate-assignment.yaml'
        ],
      ),
    );
    expect(objects.map(object => object.kind)).not.toContain('VaultAuth');
    for (const environment of ENVIRONMENTS) {
      const tenant = await render(
        parse(
          tenantFiles(TEAMS[0], options)[
            `environments/${environment}/applications/tenant-flight-ops.yaml`
          ],
        ),
      );
      expect(
        tenant.find(object => object.kind === 'Namespace').metadata.name,
      ).toBe(`flight-ops-${environment}`);
    }
  }, 30_000);

  it('keep the line with the tag where pipelines look for it', () => {
    const files = serviceGitopsFiles(SERVICES[0], tags, options);
    const folderOf = 'services/flight-ops/check-in-api';
    expect(files[`${folderOf}/dev.yaml`]).toMatch(/^ {2}tag: '11111111'$/m);
    expect(files[`${folderOf}/production.yaml`]).toMatch(/^ {2}tag: ''$/m);
  });
});
