import { Gitlab } from '@gitbeaker/rest';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { startSandbox, type Sandbox } from '../core/Sandbox';
import { SERVICES } from './data/services';

jest.setTimeout(180_000);

const PROJECT = resolve(__dirname, '../../../..');

let dataDir: string;
let sandbox: Sandbox;

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'runway-sample-'));
  sandbox = await startSandbox({
    dataDir,
    port: 0,
    seed: 'sample',
    pace: 0,
    sources: {
      charts: join(PROJECT, 'helm'),
      pipelines: join(PROJECT, 'templates/pipelines'),
      templates: join(PROJECT, 'templates'),
    },
  });
});
afterAll(async () => {
  await sandbox.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

/** What is not in step with Git, or not healthy; roots are as well as what they make. */
async function unwellApplications() {
  const response = await fetch(`${sandbox.url}/argocd/api/v1/applications`, {
    headers: { Authorization: `Bearer ${sandbox.credentials.argocdToken}` },
  });
  const { items } = (await response.json()) as any;
  const all = items.map((app: any) => ({
    name: app.metadata.name,
    sync: app.status?.sync?.status,
    health: app.status?.health?.status,
  }));
  return all.length < 100
    ? all
    : all.filter(
        (app: any) =>
          !app.name.startsWith('root-') &&
          (app.sync !== 'Synced' || app.health !== 'Healthy'),
      );
}

describe('the sample organisation', () => {
  it('is in GitLab: teams, people, repositories, the token of the pipelines', async () => {
    const api = new Gitlab({
      host: `${sandbox.url}/gitlab`,
      token: sandbox.credentials.gitlabToken,
    });
    const projects = await api.Projects.all({ perPage: 100, membership: true });
    const paths = projects.map(project => project.path_with_namespace);
    expect(paths).toEqual(
      expect.arrayContaining([
        ...SERVICES.map(service => `${service.team}/${service.name}`),
        'platform/gitops',
        'platform/charts',
        'platform/pipelines',
        'platform/catalog',
        'platform/templates',
      ]),
    );
    expect(paths).toHaveLength(45);
    const members = await api.GroupMembers.all('ground');
    expect(members.map(member => member.username).sort()).toEqual([
      'fatima.zahra',
      'jonas.weber',
      'runway-portal',
    ]);
    const variable = await api.GroupVariables.show('crew', 'GITOPS_TOKEN');
    expect(variable).toMatchObject({ masked: true, protected: true });
    const tags = await api.Tags.all('platform/pipelines');
    expect(tags.map(tag => tag.name)).toEqual(['1.2.0', '1.1.0', '1.0.0']);
    expect(await api.Tags.all('platform/charts')).toHaveLength(1);
  });

  it('runs: all is well, but for the two services that are not meant to be', async () => {
    const expected = [
      { name: 'pricing-engine-staging', sync: 'OutOfSync', health: 'Healthy' },
      { name: 'weather-briefing-dev', sync: 'Synced', health: 'Degraded' },
    ];
    const deadline = Date.now() + 150_000;
    let unwell = await unwellApplications();
    const asText = JSON.stringify(expected);
    while (JSON.stringify(unwell) !== asText && Date.now() < deadline) {
      await new Promise(next => setTimeout(next, 500));
      unwell = await unwellApplications();
    }
    expect(unwell).toEqual(expected);
  });

  it('has namespaces that were made by hand, each with another thing that is missing', async () => {
    const cluster = (name: string) => sandbox.kubernetes.clusters.cluster(name);
    const quotaOfLoadTest = () =>
      cluster('staging').get({
        apiVersion: 'v1',
        kind: 'ResourceQuota',
        namespace: 'fares-loadtest',
        name: 'limits',
      })?.status?.used?.['requests.memory'];
    const deadline = Date.now() + 30_000;
    while (quotaOfLoadTest() !== '7680Mi' && Date.now() < deadline) {
      await new Promise(done => setTimeout(done, 50));
    }
    expect(quotaOfLoadTest()).toBe('7680Mi');
    expect(
      cluster('production').list({
        kind: 'NetworkPolicy',
        namespace: 'baggage-tracking',
      }),
    ).toEqual([]);
    const [batch, scratch] = [
      cluster('production').get({
        apiVersion: 'v1',
        kind: 'Namespace',
        name: 'forecast-batch',
      }),
      cluster('dev').get({
        apiVersion: 'v1',
        kind: 'Namespace',
        name: 'scratch',
      }),
    ];
    expect(batch?.metadata.labels?.['pod-security.kubernetes.io/enforce']).toBe(
      'baseline',
    );
    expect(scratch?.metadata.labels).not.toHaveProperty('runway.aerq.io/team');
  });
});
