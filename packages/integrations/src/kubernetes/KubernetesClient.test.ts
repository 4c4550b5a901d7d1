import type { KubernetesObject } from '@runway/sandbox';
import { failureOf } from '../__testUtils__/failureOf';
import { until } from '../__testUtils__/until';
import type { KubernetesPod } from './KubernetesTypes';
import { useSandbox } from '../__testUtils__/useSandbox';

const namespace = 'made-dev';

describe('the Kubernetes client against the sandbox', () => {
  const fixture = useSandbox();
  const cluster = () => fixture.upstreams.kubernetes('dev');

  beforeAll(async () => {
    const { sandbox } = fixture;
    const apply = (object: KubernetesObject) =>
      sandbox.kubernetes.clusters.cluster('dev').apply(object, {
        fieldManager: 'test',
      });
    apply({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: namespace, labels: { made: 'yes' } },
    });
    for (let index = 0; index < 5; index++) {
      apply({
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: `made-${index}`, namespace, labels: { made: 'yes' } },
        data: { index: String(index) },
      });
    }
    await until(
      async () =>
        (await cluster().find('v1', 'ServiceAccount', namespace, 'default')) !==
        undefined,
    );
    apply({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'made', namespace },
      spec: {
        replicas: 1,
        selector: { matchLabels: { app: 'made' } },
        template: {
          metadata: { labels: { app: 'made' } },
          spec: {
            containers: [
              {
                name: 'made',
                image: 'registry.runway.internal/flight-ops/made:00000000',
              },
            ],
          },
        },
      },
    });
  });

  it('knows what it may do', async () => {
    const pods = { verb: 'list', resource: 'pods', namespace };
    const secrets = { verb: 'get', resource: 'secrets', namespace };
    const health = await cluster().health({ access: [pods, secrets] });
    expect(health.version).toMatch(/^v1\./);
    expect(health.access).toEqual([
      expect.objectContaining({ ...pods, allowed: true }),
      expect.objectContaining({ ...secrets, allowed: false }),
    ]);
  });

  it('reads any kind, and answers plain JSON', async () => {
    const deployment = await cluster().read(
      'apps/v1',
      'Deployment',
      namespace,
      'made',
    );
    expect(deployment).toMatchObject({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'made', namespace },
      spec: { replicas: 1 },
    });
    expect(deployment.metadata.creationTimestamp).toMatch(/^\d{4}-.*Z$/);
    expect(await cluster().findNamespace(namespace)).toMatchObject({
      kind: 'Namespace',
      metadata: { labels: { made: 'yes' } },
    });
    expect(await cluster().findNamespace('absent')).toBeUndefined();
  });

  it('says what is absent, unknown or forbidden', async () => {
    const failing = async (...args: Parameters<typeof read>) =>
      failureOf(read(...args));
    const read = (kind: string, name: string, apiVersion = 'v1') =>
      cluster().read(apiVersion, kind, namespace, name);
    expect(await failing('ConfigMap', 'absent')).toMatchObject({
      name: 'NotFoundError',
      instance: 'dev',
    });
    expect((await failing('Spaceship', 'a')).message).toBe(
      'Kubernetes cluster "dev" has no kind Spaceship in v1',
    );
    expect((await failing('Spaceship', 'a', 'space.example/v1')).name).toBe(
      'NotFoundError',
    );
    expect((await failing('Secret', 'made')).name).toBe('NotAllowedError');
    // Names keep their case, so nothing else is found under them.
    expect((await failing('ConfigMap', 'MADE-1')).name).toBe('NotFoundError');
    const without = cluster().read('v1', 'ConfigMap', undefined, 'made-1');
    expect((await failureOf(without)).name).toBe('InputError');
  });

  it('lists page by page, by label and by field', async () => {
    const page = (more: { continue?: string }) =>
      cluster().list({
        apiVersion: 'v1',
        kind: 'ConfigMap',
        namespace,
        labelSelector: 'made=yes',
        limit: 2,
        ...more,
      });
    const names: string[] = [];
    let next: string | undefined;
    let pages = 0;
    do {
      const list = await page({ continue: next });
      names.push(...list.items.map(item => item.metadata.name));
      expect(list.items[0]).toMatchObject({
        apiVersion: 'v1',
        kind: 'ConfigMap',
      });
      next = list.continue;
      pages++;
    } while (next);
    expect(names).toEqual(['made-0', 'made-1', 'made-2', 'made-3', 'made-4']);
    expect(pages).toBe(3);

    const one = await cluster().list({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      fieldSelector: 'metadata.name=made-3',
    });
    expect(one.items).toHaveLength(1);
    const wrong = cluster().podsOf({ namespace, selector: 'a in (' });
    expect((await failureOf(wrong)).name).toBe('InputError');
  });

  it('tells why a pod does not run, and what happened to it', async () => {
    const pods = () => cluster().podsOf({ namespace, selector: 'app=made' });
    await until(async () => {
      const [pod] = await pods();
      const waiting = pod?.status.containerStatuses?.[0].state?.waiting;
      return /^(ErrImagePull|ImagePullBackOff)$/.test(waiting?.reason ?? '');
    });
    const [pod] = await pods();
    expect(pod.status.phase).toBe('Pending');
    const events = await cluster().eventsOf({
      namespace,
      kind: 'Pod',
      name: pod.metadata.name,
    });
    expect(events.map(event => event.reason)).toContain('Failed');
    expect(events[0].involvedObject).toMatchObject({
      kind: 'Pod',
      name: pod.metadata.name,
    });
    const times = events.map(event => event.lastTimestamp ?? '');
    expect(times).toEqual([...times].sort().reverse());
  });

  it('keeps clusters apart', async () => {
    const other = fixture.upstreams.kubernetes('staging');
    expect(await other.findNamespace(namespace)).toBeUndefined();
  });

  it('reads the end of a log', async () => {
    const pod = 'talking';
    fixture.sandbox.kubernetes.clusters.cluster('dev').apply(
      {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: pod, namespace },
        spec: {
          containers: [
            {
              name: 'made',
              image: 'nginx:1.29',
              ports: [{ containerPort: 80 }],
            },
          ],
        },
      },
      { fieldManager: 'test' },
    );
    await until(async () => {
      const found = await cluster().read('v1', 'Pod', namespace, pod);
      return (found as KubernetesPod).status.phase === 'Running';
    });
    const input = { namespace, pod, limitBytes: 10_000 };
    const log = (tailLines: number) =>
      cluster().podLog({ ...input, container: 'made', tailLines });
    await until(async () => (await log(100)).includes('listening'));
    const lines = (await log(100)).trimEnd().split('\n');
    expect(lines.length).toBeGreaterThan(1);
    expect((await log(1)).trimEnd().split('\n')).toHaveLength(1);
    expect(
      await failureOf(
        cluster().podLog({ ...input, previous: true, tailLines: 1 }),
      ),
    ).toMatchObject({ name: 'InputError', upstreamStatus: 400 });
    expect(
      await failureOf(
        cluster().podLog({ ...input, pod: 'absent', tailLines: 1 }),
      ),
    ).toMatchObject({ name: 'NotFoundError' });
  });
});
