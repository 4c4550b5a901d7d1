import type { Entity } from '@backstage/catalog-model';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import type { ObjectsByEntityResponse } from '@backstage/plugin-kubernetes-common';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import {
  podLogReadPermission,
  podPath,
  SERVICE_LABEL,
} from '@runway/plugin-kubernetes-common';
import { runwayConfig, until, useSandbox } from '@runway/sandbox';
import request from 'supertest';
import { workload } from './__testUtils__/workload';
import { kubernetesPlugin } from './plugin';

const CLUSTERS = ['dev', 'production'];

jest.setTimeout(60_000);

const component = (
  name: string,
  annotations: Record<string, string> = {
    [SERVICE_LABEL]: name,
    'backstage.io/kubernetes-label-selector': `${SERVICE_LABEL}=${name}`,
  },
): Entity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: { name, namespace: 'default', annotations },
  spec: { type: 'service', lifecycle: 'production', owner: 'cabin' },
});

describe('kubernetes plugin', () => {
  const fixture = useSandbox({ clusters: CLUSTERS });

  async function start({
    denied = [],
    timeoutMs = 5_000,
    entities = [],
  }: {
    /** Names of permissions, with the entity where there is one. */
    denied?: string[];
    timeoutMs?: number;
    entities?: Entity[];
  } = {}) {
    const auditor = mockServices.auditor.mock();
    const event = { success: jest.fn(), fail: jest.fn() };
    auditor.createEvent.mockResolvedValue(event);
    const permissions = mockServices.permissions.mock({
      authorize: async requests =>
        requests.map(each => ({
          result: denied.some(name =>
            [each.permission.name, each.resourceRef].includes(name),
          )
            ? AuthorizeResult.DENY
            : AuthorizeResult.ALLOW,
        })),
    });
    const { server } = await startTestBackend({
      features: [
        kubernetesPlugin,
        auditor.factory,
        permissions.factory,
        catalogServiceMock.factory({
          entities: [
            component('orders'),
            component('menu'),
            component('library', {}),
            ...entities,
          ],
        }),
        mockServices.rootConfig.factory({
          data: runwayConfig(fixture.sandbox, {
            clusters: CLUSTERS,
            timeoutMs,
          }),
        }),
      ],
    });
    const agent = request(server);
    return {
      auditor,
      event,
      get: (path: string) => agent.get(`/api/kubernetes${path}`),
      post: (path: string, body: object) =>
        agent.post(`/api/kubernetes${path}`).send(body),
      async objects(name: string): Promise<ObjectsByEntityResponse> {
        const { body } = await agent
          .post(`/api/kubernetes/services/${name}`)
          .send({ entity: component(name), auth: {} })
          .expect(200);
        return body;
      },
    };
  }

  const names = (answer: ObjectsByEntityResponse, at = 0) =>
    Object.fromEntries(
      answer.items[at].resources
        .filter(({ resources }) => resources.length)
        .map(({ type, resources }) => [type, resources.length]),
    );

  let pod: { environment: string; namespace: string; pod: string };

  beforeAll(async () => {
    fixture.apply(
      'dev',
      ...workload('orders', 'dev'),
      ...workload('menu', 'dev'),
    );
    fixture.apply('production', ...workload('orders', 'production'));
    const { objects } = await start();
    const podsOf = async () => {
      const { items } = await objects('orders');
      return items[0].resources.find(({ type }) => type === 'pods')!.resources;
    };
    await until(async () => {
      const [found] = (await podsOf()) as any[];
      return found?.status.containerStatuses?.[0].ready === true;
    });
    const [{ metadata }] = (await podsOf()) as any[];
    pod = {
      environment: 'dev',
      namespace: metadata.namespace,
      pod: metadata.name,
    };
  });

  it('shows what a service has in each environment, and nothing of others', async () => {
    const { objects, get } = await start();
    const answer = await objects('orders');
    expect(answer.items.map(({ cluster }) => cluster)).toEqual([
      { name: 'dev', title: 'dev' },
      { name: 'production', title: 'production' },
    ]);
    expect(names(answer)).toEqual({
      pods: 1,
      services: 1,
      deployments: 1,
      replicasets: 1,
    });
    expect(answer.items.flatMap(({ errors }) => errors)).toEqual([]);
    const [metrics] = answer.items[0].podMetrics;
    expect(metrics.pod.metadata!.name).toBe(pod.pod);
    expect(metrics.cpu).toEqual({
      currentUsage: expect.any(Number),
      requestTotal: 0.1,
      limitTotal: 0,
    });
    expect(metrics.memory.limitTotal).toBe(256 * 2 ** 20);
    expect((await objects('menu')).items).toHaveLength(1);
    expect((await objects('library')).items).toEqual([]);
    const { body } = await get('/clusters').expect(200);
    expect(body.items).toEqual([
      { name: 'dev', title: 'dev', authProvider: 'serviceAccount' },
      {
        name: 'production',
        title: 'production',
        authProvider: 'serviceAccount',
      },
    ]);
  });

  it('keeps the values of environment variables, and bookkeeping, to itself', async () => {
    const { objects } = await start();
    const text = JSON.stringify(await objects('orders'));
    expect(text).toContain('GREETING');
    expect(text).not.toContain('hunter2');
    expect(text).not.toContain('managedFields');
    expect(text).not.toContain('last-applied-configuration');
  });

  it('asks a cluster once for many who look', async () => {
    const { objects } = await start();
    const { id } = fixture.sandbox.faults.add({
      system: 'kubernetes',
      fault: { kind: 'latency', ms: 0 },
    });
    const requests = () =>
      fixture.sandbox.faults.list().find(rule => rule.id === id)!.hits;
    await Promise.all([...Array(20)].map(() => objects('menu')));
    const once = requests();
    expect(once).toBeGreaterThan(0);
    await Promise.all([...Array(20)].map(() => objects('menu')));
    expect(requests()).toBe(once);
  });

  it.each(['down', 'slow'] as const)(
    'answers with the rest when a cluster is %s, and with what it knew',
    async how => {
      const { objects } = await start({ timeoutMs: 1_000 });
      await objects('orders');
      fixture.sandbox.faults.add({
        system: 'kubernetes',
        instance: 'production',
        fault: { kind: how === 'down' ? 'reset' : 'hang' },
      });
      let answer!: ObjectsByEntityResponse;
      await until(async () => {
        answer = await objects('orders');
        return answer.items.some(({ errors }) => errors.length > 0);
      });
      expect(names(answer)).toMatchObject({ pods: 1 });
      expect(names(answer, 1)).toMatchObject({ pods: 1, deployments: 1 });
      expect(answer.items[1].errors).toEqual([
        {
          errorType: 'FETCH_ERROR',
          message: expect.stringMatching(
            /^Cluster "production" (did not answer in time|gives no usable answer right now)\. What is shown was read \d+ s ago\.$/,
          ),
        },
      ]);
      // Somebody who comes first gets the rest, and hears of what is missing.
      const menu = await objects('menu');
      expect(menu.items.map(({ cluster }) => cluster.name)).toEqual([
        'dev',
        'production',
      ]);
      expect(names(menu, 1)).toEqual({});
    },
  );

  it('says which kind it may not read', async () => {
    fixture.sandbox.faults.add({
      system: 'kubernetes',
      instance: 'production',
      path: '/apis/batch/v1/jobs',
      fault: { kind: 'status', status: 403 },
    });
    const { objects } = await start();
    const [, production] = (await objects('orders')).items;
    expect(production.errors).toEqual([
      {
        errorType: 'FETCH_ERROR',
        message:
          'Cluster "production" does not let the portal\'s account read objects of kind Job. A platform engineer can grant it.',
      },
    ]);
  });

  it('reads the log of a pod for who may, and leaves a trace', async () => {
    const { get, auditor, event } = await start();
    const { body } = await get(podPath(pod, 'log'))
      .query({ container: 'main', lines: 5 })
      .expect(200);
    expect(body.text).toContain('"level":"info"');
    expect(body.lines).toBe(5);
    expect(auditor.createEvent).toHaveBeenCalledWith(
      expect.objectContaining({
        eventId: 'pod-log-read',
        meta: { ...pod, container: 'main', previous: false },
      }),
    );
    expect(event.success).toHaveBeenCalledWith({
      meta: { entityRefs: ['component:default/orders'] },
    });
    const events = await get(podPath(pod, 'events')).expect(200);
    expect(events.body.items.map((each: any) => each.reason)).toContain(
      'Scheduled',
    );
  });

  it('refuses a log to others, also to who claims the service too', async () => {
    const { get, event } = await start({
      denied: ['component:default/orders'],
      entities: [component('impostor', { [SERVICE_LABEL]: 'orders' })],
    });
    const { body } = await get(podPath(pod, 'log')).expect(403);
    expect(body.error.message).toMatch(/^Logs of orders .*Ask one/);
    expect(event.fail).toHaveBeenCalledTimes(1);
    await get(podPath(pod, 'events')).expect(200);
  });

  it('shows nothing to who may see nothing', async () => {
    const { get, post } = await start({
      denied: ['kubernetes.clusters.read', 'kubernetes.resources.read'],
    });
    const other = await start({ denied: [podLogReadPermission.name] });
    const answers = await Promise.all([
      get('/clusters'),
      get(podPath(pod, 'events')),
      post('/services/orders', { entity: component('orders') }),
      other.get(podPath(pod, 'log')),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([403, 403, 403, 403]);
  });

  it('knows no pods but those of services', async () => {
    fixture.apply('dev', {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'loose', namespace: pod.namespace },
      spec: { containers: [{ name: 'main', image: 'nginx:1.29' }] },
    });
    const { get } = await start();
    for (const name of ['loose', 'absent']) {
      const ref = { ...pod, pod: name };
      expect((await get(podPath(ref, 'log'))).status).toBe(404);
      expect((await get(podPath(ref, 'events'))).status).toBe(404);
    }
    await get(podPath({ ...pod, environment: 'moon' }, 'log')).expect(404);
  });

  it('says what is wrong with a question', async () => {
    const { get, post } = await start();
    await get(podPath({ ...pod, pod: '../secrets' }, 'log')).expect(400);
    await get(podPath(pod, 'log')).query({ lines: 0 }).expect(400);
    await get(podPath(pod, 'log')).query({ container: 'none' }).expect(400);
    await get(podPath(pod, 'log')).query({ previous: 'true' }).expect(400);
    await post('/services/x', {}).expect(400);
    const { body } = await post('/services/x', {
      entity: component('absent'),
    }).expect(400);
    expect(body.error.message).toContain('component:default/absent');
    await post('/proxy/api/v1/secrets', {}).expect(404);
  });
});
