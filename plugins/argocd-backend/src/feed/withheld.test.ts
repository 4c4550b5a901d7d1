import { until, useSandbox } from '@runway/sandbox';
import { mockServices } from '@backstage/backend-test-utils';
import { metrics } from '@opentelemetry/api';
import { ArgoCdClient, createUpstreams, Upstreams } from '@runway/integrations';
import { runwayConfig } from '../__testUtils__/runwayConfig';
import { ApplicationFeed } from './ApplicationFeed';
import { FeedTelemetry } from './FeedTelemetry';
import { InMemoryApplicationIndex } from './InMemoryApplicationIndex';

const ACCOUNT = 'narrow';

describe('applications that the portal may no longer read', () => {
  jest.setTimeout(60_000);
  const fixture = useSandbox();
  const logger = mockServices.logger.mock();
  let upstreams: Upstreams;
  let client: ArgoCdClient;
  let index: InMemoryApplicationIndex;
  let feed: ApplicationFeed;

  beforeAll(() => {
    const { sandbox } = fixture;
    const data = runwayConfig(sandbox, { main: `${sandbox.url}/argocd` });
    data.runway.argocd[0].token = sandbox.argocd.createAccountToken({
      account: ACCOUNT,
      policies: [
        `p, ${ACCOUNT}, applications, get, */*, allow`,
        `p, ${ACCOUNT}, applications, delete, */*, allow`,
      ],
    });
    upstreams = createUpstreams(mockServices.rootConfig({ data }), {
      logger: mockServices.rootLogger(),
    });
    client = upstreams.argocd('main');
    index = new InMemoryApplicationIndex({ instances: ['main'] });
    feed = new ApplicationFeed({
      client,
      index,
      teamOf: () => undefined,
      telemetry: new FeedTelemetry({ meter: metrics.getMeter('test'), index }),
      logger,
      timing: {
        retryBaseMs: 20,
        retryCapMs: 100,
        firstProbeMs: 50,
        silenceMs: 50,
        checkMs: 100,
        graceMs: 20,
      },
    });
  });
  afterAll(async () => {
    await feed.stop();
    await upstreams.close();
  });

  const refOf = (name: string) => ({
    instance: 'main',
    namespace: 'argocd',
    name,
  });

  function create(project: string, name: string) {
    const { argocd } = fixture.sandbox;
    argocd.createProject({
      metadata: { name: project },
      spec: {
        sourceRepos: ['*'],
        destinations: [{ server: '*', namespace: '*' }],
      },
    });
    argocd.createApplication({
      metadata: {
        name,
        annotations: { 'argocd.argoproj.io/skip-reconcile': 'true' },
      },
      spec: {
        project,
        destination: { name: 'dev', namespace: 'one' },
        source: { repoURL: 'https://git.example/none.git', path: '.' },
      },
    });
  }

  it('stay as they were, and that is said; what was deleted meanwhile goes', async () => {
    create('closed', 'vault');
    create('open', 'kept');
    create('open', 'gone');
    const changes: string[] = [];
    feed.start();
    await until(() => index.get(refOf('gone')) && index.get(refOf('vault')));
    index.subscribe(({ type, record }) =>
      changes.push(`${type} ${record.summary.name}`),
    );
    fixture.sandbox.argocd.createAccountToken({
      account: ACCOUNT,
      policies: [`p, ${ACCOUNT}, applications, get, closed/*, deny`],
    });
    await client.deleteApplication('gone', { cascade: false });
    await until(() => index.sources()[0].error?.reason === 'denied');
    expect(index.sources()).toEqual([
      {
        name: 'main',
        state: 'partial',
        ageSeconds: expect.any(Number),
        error: {
          reason: 'denied',
          message:
            'Argo CD "main" does not let the portal\'s account read project "closed" any more: 1 application is shown as it was. A platform engineer can grant it "applications, get".',
        },
      },
    ]);
    expect(index.get(refOf('vault'))).toBeDefined();
    expect(index.get(refOf('kept'))).toBeDefined();
    await until(() => !index.get(refOf('gone')));
    expect(changes.filter(change => change.startsWith('deleted'))).toEqual([
      'deleted gone',
    ]);

    // Comparing goes on, and what is known to be withheld is no reason to list again.
    const listed = jest.spyOn(client, 'readApplications');
    await until(() => listed.mock.calls.length >= 3);
    expect(listed.mock.calls.filter(([{ fields }]) => !fields)).toEqual([]);
    expect(index.sources()[0].state).toBe('partial');
  });
});
