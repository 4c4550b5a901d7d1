import { runwayConfig, until, useSandbox } from '@runway/sandbox';
import { mockServices } from '@backstage/backend-test-utils';
import { createUpstreams } from '@runway/integrations';
import { namespaceOf, tenant } from '../__testUtils__/manifests';
import { ClusterFeed, type FeedTiming } from './ClusterFeed';

const CLUSTERS = ['dev', 'production'];

jest.setTimeout(60_000);

describe('ClusterFeed', () => {
  const fixture = useSandbox({ clusters: CLUSTERS });
  const ends: Array<() => Promise<void>> = [];

  function feedOf(timing: Partial<FeedTiming> = {}, token?: string) {
    const upstreams = createUpstreams(
      mockServices.rootConfig({
        data: runwayConfig(fixture.sandbox, { token }),
      }),
      { logger: mockServices.logger.mock() },
    );
    const logger = mockServices.logger.mock();
    const feed = new ClusterFeed({
      client: upstreams.kubernetes('dev'),
      logger,
      timing: { firstAfterMs: 0, everyMs: 3_600_000, ...timing },
    });
    ends.push(async () => {
      await feed.stop();
      await upstreams.close();
    });
    return { feed, logger };
  }
  afterEach(async () => {
    await Promise.all(ends.splice(0).map(end => end()));
  });

  const names = (feed: ClusterFeed) =>
    feed.facts('namespaces')?.map(({ metadata }) => metadata.name);
  const fault = (path: string, status: number, more = {}) =>
    fixture.sandbox.faults.add({
      system: 'kubernetes',
      instance: 'dev',
      path,
      fault: { kind: 'status', status },
      ...more,
    });

  beforeAll(() => {
    for (let index = 0; index < 7; index++) {
      fixture.apply('dev', ...tenant(`team-${index}`, 'dev'));
    }
  });

  it('reads all pages of all kinds', async () => {
    const { feed } = feedOf({ pageSize: 2 });
    await feed.refresh();
    expect(feed.unread()).toEqual([]);
    expect(names(feed)).toEqual(
      expect.arrayContaining(['team-0-dev', 'team-6-dev', 'kube-system']),
    );
    expect(feed.facts('networkpolicies')).toHaveLength(7);
    expect(feed.facts('resourcequotas')).toHaveLength(7);
    expect(feed.facts('limitranges')).toHaveLength(7);
    expect(feed.facts('rolebindings')).toHaveLength(7);
    expect(feed.ageOf('rolebindings')).toBeLessThan(30);
  });

  it('begins a list anew when its next page has expired', async () => {
    const { feed } = feedOf({ pageSize: 2 });
    fault('/api/v1/limitranges', 410, { skip: 2, times: 1 });
    await feed.refresh();
    expect(feed.unread()).toEqual([]);
    expect(feed.facts('limitranges')).toHaveLength(7);
  });

  it('keeps what it knew and says how old that is when a kind fails, until it is well again', async () => {
    const { feed, logger } = feedOf();
    await feed.refresh();
    fault('/api/v1/resourcequotas', 400);
    await feed.refresh();
    await feed.refresh();
    expect(feed.facts('resourcequotas')).toHaveLength(7);
    expect(feed.unread()).toEqual([
      {
        part: 'resourcequotas',
        ageSeconds: expect.any(Number),
        reason: 'unexpected',
        message: expect.stringContaining('resource quotas of cluster "dev"'),
      },
    ]);
    expect(logger.warn).toHaveBeenCalledTimes(1);
    fixture.sandbox.faults.clear();
    await feed.refresh();
    expect(feed.unread()).toEqual([]);
  });

  it('forgets what it may not see any more', async () => {
    const { feed } = feedOf();
    await feed.refresh();
    fault('/apis/rbac.authorization.k8s.io/v1/rolebindings', 403);
    await feed.refresh();
    expect(feed.facts('rolebindings')).toBeUndefined();
    expect(feed.unread()).toMatchObject([
      { part: 'rolebindings', ageSeconds: null, reason: 'denied' },
    ]);
  });

  it('gets from the cluster itself only what its account may read', async () => {
    const { kubernetes } = fixture.sandbox;
    const token = kubernetes.admin.addUser('dev', { username: 'narrow' });
    fixture.apply(
      'dev',
      {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'ClusterRole',
        metadata: { name: 'narrow' },
        rules: [
          {
            apiGroups: ['', 'networking.k8s.io'],
            resources: ['namespaces', 'networkpolicies'],
            verbs: ['list'],
          },
        ],
      },
      {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'ClusterRoleBinding',
        metadata: { name: 'narrow' },
        roleRef: {
          apiGroup: 'rbac.authorization.k8s.io',
          kind: 'ClusterRole',
          name: 'narrow',
        },
        subjects: [{ kind: 'User', name: 'narrow' }],
      },
    );
    const { feed } = feedOf({}, token);
    await feed.refresh();
    expect(feed.facts('networkpolicies')).toHaveLength(7);
    expect(feed.unread().map(({ part, reason }) => [part, reason])).toEqual([
      ['resourcequotas', 'denied'],
      ['limitranges', 'denied'],
      ['rolebindings', 'denied'],
    ]);
  });

  it('gives up a kind that does not answer, and reads the others', async () => {
    fixture.sandbox.faults.add({
      system: 'kubernetes',
      instance: 'dev',
      path: '/api/v1/limitranges',
      fault: { kind: 'hang' },
    });
    const { feed } = feedOf({ deadlineMs: 300 });
    await feed.refresh();
    expect(feed.unread()).toMatchObject([
      { part: 'limitranges', reason: 'timeout', ageSeconds: null },
    ]);
    expect(feed.facts('rolebindings')).toHaveLength(7);
  });

  it('reads again by itself', async () => {
    const { feed } = feedOf({ everyMs: 20 });
    feed.start();
    await until(() => names(feed)?.includes('team-0-dev'));
    fixture.apply('dev', namespaceOf('made-later'));
    expect(await until(() => names(feed)?.includes('made-later'))).toBe(true);
  });

  it('reads again for somebody who looks when it is old, once for all', async () => {
    const { feed } = feedOf({ wantedMs: 0 });
    await Promise.all([feed.wanted(), feed.wanted(), feed.wanted()]);
    expect(feed.version).toBe(1);
    fixture.apply('dev', namespaceOf('made-for-me'));
    await until(async () => {
      await feed.wanted();
      return names(feed)?.includes('made-for-me');
    });
  });

  it('ends at once, also in the middle of a reading', async () => {
    fixture.sandbox.faults.add({
      system: 'kubernetes',
      instance: 'dev',
      fault: { kind: 'hang' },
    });
    const { feed, logger } = feedOf();
    feed.start();
    void feed.refresh();
    await feed.stop();
    expect(feed.unread()).toEqual([]);
    expect(logger.warn).not.toHaveBeenCalled();
  });
});
