import { X509Certificate } from 'node:crypto';
import * as k8s from '@kubernetes/client-node';
import {
  createTestCluster,
  eventually,
  type TestCluster,
} from '../__testUtils__/createTestCluster';
import { container, deployment } from '../__testUtils__/manifests';

const namespace = 'crew-dev';
let cluster: TestCluster;
let core: k8s.CoreV1Api;
let apps: k8s.AppsV1Api;
let batch: k8s.BatchV1Api;

beforeEach(async () => {
  cluster = await createTestCluster();
  core = cluster.adminConfig.makeApiClient(k8s.CoreV1Api);
  apps = cluster.adminConfig.makeApiClient(k8s.AppsV1Api);
  batch = cluster.adminConfig.makeApiClient(k8s.BatchV1Api);
  await cluster.createNamespace(namespace);
});
afterEach(() => cluster.close());

const pods = async () => (await core.listNamespacedPod({ namespace })).items;

describe('Jobs', () => {
  const job = (
    spec: Partial<k8s.V1JobSpec>,
    main: Partial<k8s.V1Container> = {},
    restartPolicy = 'Never',
  ) =>
    batch.createNamespacedJob({
      namespace,
      body: {
        metadata: { name: 'migrate' },
        spec: {
          template: { spec: { restartPolicy, containers: [container(main)] } },
          ...spec,
        },
      },
    });
  const finished = (type: string) =>
    eventually(async () => {
      const { status } = await batch.readNamespacedJob({
        name: 'migrate',
        namespace,
      });
      const condition = status?.conditions?.find(
        entry => entry.type === type && entry.status === 'True',
      );
      return condition && { status: status!, condition };
    });

  it('run to completion', async () => {
    await job({ completions: 3, parallelism: 2 });
    const { status } = await finished('Complete');
    expect(status).toMatchObject({
      succeeded: 3,
      completionTime: expect.any(Date),
    });
    expect((await pods()).map(pod => pod.status?.phase)).toEqual([
      'Succeeded',
      'Succeeded',
      'Succeeded',
    ]);
  });

  it('give up after as many failures as they may have', async () => {
    await job({ backoffLimit: 1 }, { image: 'migrate:1-crash' });
    const { condition, status } = await finished('Failed');
    expect(condition.reason).toBe('BackoffLimitExceeded');
    expect(status.failed).toBe(2);
  });

  it('end at their deadline', async () => {
    await job(
      { activeDeadlineSeconds: 1 },
      { image: 'registry.runway.internal/crew/migrate:1' },
    );
    const { condition } = await finished('Failed');
    expect(condition.reason).toBe('DeadlineExceeded');
    await eventually(async () => (await pods()).length === 0);
  });

  it('go after their time to live', async () => {
    await job({ ttlSecondsAfterFinished: 0 });
    await eventually(async () => {
      const { items } = await batch.listNamespacedJob({ namespace });
      return items.length === 0;
    });
    expect(await pods()).toEqual([]);
  });

  it('do not restart their Pods always', async () => {
    await expect(job({}, {}, 'Always')).rejects.toMatchObject({
      code: 422,
      body: expect.stringContaining(
        'spec.template.spec.restartPolicy: Required value: valid values: \\"OnFailure\\", \\"Never\\"',
      ),
    });
  });

  it('come from CronJobs when the schedule says so', async () => {
    await batch.createNamespacedCronJob({
      namespace,
      body: {
        metadata: { name: 'report' },
        spec: {
          schedule: '* * * * *',
          jobTemplate: {
            spec: {
              template: {
                spec: { restartPolicy: 'Never', containers: [container()] },
              },
            },
          },
        },
      },
    });
    // As if the sandbox had been off since the last time.
    const past = new Date(Date.now() - 150_000).toISOString();
    await batch.patchNamespacedCronJobStatus(
      {
        name: 'report',
        namespace,
        body: { status: { lastScheduleTime: past.replace(/\.\d+/, '') } },
      },
      k8s.setHeaderOptions('Content-Type', k8s.PatchStrategy.MergePatch),
    );
    const [created] = await eventually(async () => {
      const { items } = await batch.listNamespacedJob({ namespace });
      return items[0]?.status?.succeeded === 1 && items;
    });
    expect(created.metadata?.name).toMatch(/^report-\d{8}$/);
    const { status } = await batch.readNamespacedCronJob({
      name: 'report',
      namespace,
    });
    expect(status?.lastScheduleTime?.getTime()).toBeGreaterThan(
      Date.parse(past),
    );
  });
});

describe('StatefulSets', () => {
  it('make numbered Pods with claims, and roll them from the end', async () => {
    const body = (image: string): k8s.V1StatefulSet => ({
      metadata: { name: 'db' },
      spec: {
        replicas: 2,
        serviceName: 'db',
        selector: { matchLabels: { app: 'db' } },
        template: {
          metadata: { labels: { app: 'db' } },
          spec: {
            containers: [
              container({
                image,
                volumeMounts: [{ name: 'data', mountPath: '/data' }],
              }),
            ],
          },
        },
        volumeClaimTemplates: [
          {
            metadata: { name: 'data' },
            spec: {
              accessModes: ['ReadWriteOnce'],
              resources: { requests: { storage: '1Gi' } },
            },
          },
        ],
      },
    });
    const ready = (image: string) =>
      eventually(async () => {
        const { status } = await apps.readNamespacedStatefulSet({
          name: 'db',
          namespace,
        });
        return (
          status?.readyReplicas === 2 &&
          status.currentRevision === status.updateRevision &&
          (await pods()).every(pod => pod.spec?.containers[0].image === image)
        );
      });
    await apps.createNamespacedStatefulSet({ namespace, body: body('db:1') });
    await ready('db:1');
    expect((await pods()).map(pod => pod.metadata?.name)).toEqual([
      'db-0',
      'db-1',
    ]);
    const claims = await core.listNamespacedPersistentVolumeClaim({
      namespace,
    });
    expect(
      claims.items.map(({ metadata, status }) => [
        metadata?.name,
        status?.phase,
      ]),
    ).toEqual([
      ['data-db-0', 'Bound'],
      ['data-db-1', 'Bound'],
    ]);
    await apps.replaceNamespacedStatefulSet({
      name: 'db',
      namespace,
      body: body('db:2'),
    });
    await ready('db:2');
  });
});

describe('DaemonSets', () => {
  it('have a Pod on each node', async () => {
    await apps.createNamespacedDaemonSet({
      namespace,
      body: {
        metadata: { name: 'agent' },
        spec: {
          selector: { matchLabels: { app: 'agent' } },
          template: {
            metadata: { labels: { app: 'agent' } },
            spec: { containers: [container()] },
          },
        },
      },
    });
    await eventually(
      async () =>
        (
          await apps.readNamespacedDaemonSet({ name: 'agent', namespace })
        ).status?.numberReady === 3,
    );
    expect(new Set((await pods()).map(pod => pod.spec?.nodeName)).size).toBe(3);
  });
});

describe('what is in front of Pods', () => {
  beforeEach(() =>
    apps.createNamespacedDeployment({
      namespace,
      body: deployment('api', {
        replicas: 2,
        container: { ports: [{ name: 'http', containerPort: 8080 }] },
      }),
    }),
  );

  it('knows the ready ones', async () => {
    await core.createNamespacedService({
      namespace,
      body: {
        metadata: { name: 'api' },
        spec: {
          selector: { app: 'api' },
          ports: [{ port: 80, targetPort: 'http' }],
        },
      },
    });
    const discovery = cluster.adminConfig.makeApiClient(k8s.DiscoveryV1Api);
    const slice = await eventually(async () => {
      const { items } = await discovery.listNamespacedEndpointSlice({
        namespace,
        labelSelector: 'kubernetes.io/service-name=api',
      });
      return (
        items[0]?.endpoints?.filter(entry => entry.conditions?.ready).length ===
          2 && items[0]
      );
    });
    expect(slice.ports).toEqual([{ port: 8080, protocol: 'TCP' }]);
    const endpoints = await core.readNamespacedEndpoints({
      name: 'api',
      namespace,
    });
    expect(endpoints.subsets?.[0].addresses).toHaveLength(2);
  });

  it('gets an address and a certificate', async () => {
    const networking = cluster.adminConfig.makeApiClient(k8s.NetworkingV1Api);
    const ingress = (name: string, ingressClassName: string) =>
      networking.createNamespacedIngress({
        namespace,
        body: {
          metadata: {
            name,
            annotations: { 'cert-manager.io/cluster-issuer': 'letsencrypt' },
          },
          spec: {
            ingressClassName,
            tls: [{ hosts: ['api.example.com'], secretName: `${name}-tls` }],
            rules: [
              {
                host: 'api.example.com',
                http: {
                  paths: [
                    {
                      path: '/',
                      pathType: 'Prefix',
                      backend: {
                        service: { name: 'api', port: { number: 80 } },
                      },
                    },
                  ],
                },
              },
            ],
          },
        },
      });
    await ingress('api', 'nginx');
    await ingress('lost', 'nobody');
    await eventually(
      async () =>
        (
          await networking.readNamespacedIngress({ name: 'api', namespace })
        ).status?.loadBalancer?.ingress?.[0].ip,
    );
    const lost = await networking.readNamespacedIngress({
      name: 'lost',
      namespace,
    });
    expect(lost.status?.loadBalancer?.ingress).toBeUndefined();
    const { data, type } = await eventually(() =>
      core.readNamespacedSecret({ name: 'api-tls', namespace }),
    );
    expect(type).toBe('kubernetes.io/tls');
    const pem = (key: string) => Buffer.from(data![key], 'base64').toString();
    const certificate = new X509Certificate(pem('tls.crt'));
    const authority = new X509Certificate(pem('ca.crt'));
    expect(certificate.subjectAltName).toBe('DNS:api.example.com');
    expect(certificate.verify(authority.publicKey)).toBe(true);
  });

  it('is scaled to what the autoscaler wants at least', async () => {
    const autoscaling = cluster.adminConfig.makeApiClient(k8s.AutoscalingV2Api);
    await autoscaling.createNamespacedHorizontalPodAutoscaler({
      namespace,
      body: {
        metadata: { name: 'api' },
        spec: {
          scaleTargetRef: {
            apiVersion: 'apps/v1',
            kind: 'Deployment',
            name: 'api',
          },
          minReplicas: 3,
          maxReplicas: 5,
        },
      },
    });
    const { status } = await eventually(async () => {
      const found = await autoscaling.readNamespacedHorizontalPodAutoscaler({
        name: 'api',
        namespace,
      });
      return found.status?.currentReplicas === 3 && found;
    });
    expect(status?.desiredReplicas).toBe(3);
    const metrics = new k8s.Metrics(cluster.adminConfig);
    await eventually(
      async () => (await metrics.getPodMetrics(namespace)).items.length === 3,
    );
  });
});

describe('custom resources', () => {
  const definition = (): k8s.V1CustomResourceDefinition => ({
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'boats.harbour.example.com' },
    spec: {
      group: 'harbour.example.com',
      names: { kind: 'Boat', plural: 'boats', shortNames: ['bt'] },
      scope: 'Namespaced',
      versions: ['v1', 'v1beta1'].map(name => ({
        name,
        served: true,
        storage: name === 'v1',
        subresources: { status: {} },
        schema: {
          openAPIV3Schema: {
            type: 'object',
            properties: {
              spec: {
                type: 'object',
                required: ['name'],
                properties: {
                  name: { type: 'string', pattern: '^[A-Z]' },
                  berths: { type: 'integer', minimum: 1, _default: 2 },
                  sail: { type: 'string', _enum: ['jib', 'spinnaker'] },
                },
              },
            },
          },
        },
      })),
    },
  });
  const boats = {
    group: 'harbour.example.com',
    version: 'v1',
    namespace,
    plural: 'boats',
  };
  let custom: k8s.CustomObjectsApi;
  let extensions: k8s.ApiextensionsV1Api;
  const launch = (spec: object) =>
    custom.createNamespacedCustomObject({
      ...boats,
      body: {
        apiVersion: 'harbour.example.com/v1',
        kind: 'Boat',
        metadata: { name: 'tern' },
        spec,
      },
    });

  beforeEach(async () => {
    custom = cluster.adminConfig.makeApiClient(k8s.CustomObjectsApi);
    extensions = cluster.adminConfig.makeApiClient(k8s.ApiextensionsV1Api);
    await extensions.createCustomResourceDefinition({ body: definition() });
  });

  it('are served as soon as they are defined, in all versions', async () => {
    const boat = await launch({ name: 'Tern', colour: 'red' });
    expect(boat.spec).toEqual({ name: 'Tern', berths: 2 });
    expect(boat.metadata.generation).toBe(1);
    const beta = await custom.getNamespacedCustomObject({
      ...boats,
      version: 'v1beta1',
      name: 'tern',
    });
    expect(beta.apiVersion).toBe('harbour.example.com/v1beta1');
    const { conditions } = (
      await extensions.readCustomResourceDefinition({
        name: 'boats.harbour.example.com',
      })
    ).status!;
    expect(conditions?.find(({ type }) => type === 'Established')?.status).toBe(
      'True',
    );
  });

  it.each([
    [{}, 'spec.name: Required value'],
    [
      { name: 'tern' },
      'spec.name: Invalid value: \\"tern\\": spec.name in body should match \'^[A-Z]\'',
    ],
    [
      { name: 'Tern', berths: 'two' },
      'spec.berths: Invalid value: \\"string\\": spec.berths in body must be of type integer: \\"string\\"',
    ],
    [
      { name: 'Tern', sail: 'main' },
      'spec.sail: Unsupported value: \\"main\\": supported values: \\"jib\\", \\"spinnaker\\"',
    ],
  ])('are checked: %j', async (spec, message) => {
    await expect(launch(spec)).rejects.toMatchObject({
      code: 422,
      body: expect.stringContaining(message),
    });
  });

  it('go with their definition', async () => {
    await launch({ name: 'Tern' });
    await extensions.deleteCustomResourceDefinition({
      name: 'boats.harbour.example.com',
    });
    await eventually(() => cluster.access.list({ kind: 'Boat' }).length === 0);
    const refusal = await eventually(() =>
      launch({ name: 'Tern' }).then(
        () => undefined,
        error => error,
      ),
    );
    expect(refusal.code).toBe(404);
  });
});
