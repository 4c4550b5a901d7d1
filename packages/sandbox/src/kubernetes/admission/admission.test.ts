import * as k8s from '@kubernetes/client-node';
import {
  createTestCluster,
  eventually,
  type TestCluster,
} from '../__testUtils__/createTestCluster';
import {
  container,
  deployment,
  restrictedContext,
} from '../__testUtils__/manifests';

const namespace = 'crew-dev';
let cluster: TestCluster;
let core: k8s.CoreV1Api;
let apps: k8s.AppsV1Api;

beforeEach(async () => {
  cluster = await createTestCluster();
  core = cluster.adminConfig.makeApiClient(k8s.CoreV1Api);
  apps = cluster.adminConfig.makeApiClient(k8s.AppsV1Api);
});
afterEach(() => cluster.close());

const createPod = (fields: Partial<k8s.V1PodSpec>, name = 'api') =>
  core.createNamespacedPod({
    namespace,
    body: {
      metadata: { name },
      spec: { containers: [container()], ...fields },
    },
  });

/** Message of the refusal. */
async function refusal(request: Promise<unknown>): Promise<string> {
  const error = await request.then(
    () => {
      throw new Error('was not refused');
    },
    (reason: { code: number; body: string }) => reason,
  );
  expect(error.code).toBe(403);
  return JSON.parse(error.body).message;
}

describe('Pod Security', () => {
  const enforce = (level: string) =>
    cluster.createNamespace(namespace, {
      'pod-security.kubernetes.io/enforce': level,
    });

  it('refuses Pods that violate the level of their namespace', async () => {
    await enforce('restricted');
    expect(await refusal(createPod({}))).toBe(
      'pods "api" is forbidden: violates PodSecurity "restricted:latest": allowPrivilegeEscalation != false (container "main" must set securityContext.allowPrivilegeEscalation=false), unrestricted capabilities (container "main" must set securityContext.capabilities.drop=["ALL"]), runAsNonRoot != true (pod or container "main" must set securityContext.runAsNonRoot=true), seccompProfile (pod or container "main" must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost")',
    );
    await createPod({
      containers: [container({ securityContext: restrictedContext })],
    });
  });

  it.each<[string, Partial<k8s.V1PodSpec>]>([
    [
      'host namespaces (hostNetwork=true, hostPID=true)',
      { hostNetwork: true, hostPID: true },
    ],
    [
      'hostPath volumes (volume "root")',
      { volumes: [{ name: 'root', hostPath: { path: '/' } }] },
    ],
    [
      'privileged (container "main" must not set securityContext.privileged=true)',
      { containers: [container({ securityContext: { privileged: true } })] },
    ],
    [
      'non-default capabilities (containers "a", "b" must not include "NET_ADMIN", "SYS_TIME" in securityContext.capabilities.add)',
      {
        containers: [
          container({
            name: 'a',
            securityContext: { capabilities: { add: ['SYS_TIME'] } },
          }),
          container({
            name: 'b',
            securityContext: { capabilities: { add: ['NET_ADMIN'] } },
          }),
        ],
      },
    ],
    [
      'hostPort (container "main" uses hostPorts 80, 8080)',
      {
        containers: [
          container({
            ports: [
              { containerPort: 80, hostPort: 80 },
              { containerPort: 8080, hostPort: 8080 },
            ],
          }),
        ],
      },
    ],
    [
      'seccompProfile (pod must not set securityContext.seccompProfile.type to "Unconfined")',
      { securityContext: { seccompProfile: { type: 'Unconfined' } } },
    ],
    [
      'forbidden sysctls (kernel.msgmax)',
      { securityContext: { sysctls: [{ name: 'kernel.msgmax', value: '1' }] } },
    ],
  ])('baseline: %s', async (problem, spec) => {
    await enforce('baseline');
    expect(await refusal(createPod(spec))).toBe(
      `pods "api" is forbidden: violates PodSecurity "baseline:latest": ${problem}`,
    );
  });

  it.each<[string, Partial<k8s.V1PodSpec>]>([
    [
      'restricted volume types (volume "data" uses restricted volume type "nfs")',
      { volumes: [{ name: 'data', nfs: { path: '/', server: 'files' } }] },
    ],
    [
      'runAsUser=0 (pod must not set runAsUser=0)',
      { securityContext: { runAsUser: 0 } },
    ],
    [
      'runAsNonRoot != true (pod must not set securityContext.runAsNonRoot=false)',
      { securityContext: { runAsNonRoot: false } },
    ],
  ])('restricted: %s', async (problem, spec) => {
    await enforce('restricted');
    const containers = [container({ securityContext: restrictedContext })];
    expect(await refusal(createPod({ containers, ...spec }))).toBe(
      `pods "api" is forbidden: violates PodSecurity "restricted:latest": ${problem}`,
    );
  });

  it('only warns of Deployments, whose Pods then fail', async () => {
    await enforce('restricted');
    const response = await fetch(
      `${cluster.url}/apis/apps/v1/namespaces/${namespace}/deployments`,
      {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${
            cluster.adminConfig.getCurrentUser()!.token
          }`,
        },
        body: JSON.stringify(deployment('api')),
      },
    );
    expect(response.status).toBe(201);
    expect(response.headers.get('warning')).toMatch(
      /^299 - "would violate PodSecurity \\"restricted:latest\\": allowPrivilegeEscalation != false/,
    );
    const event = await eventually(async () =>
      (
        await core.listNamespacedEvent({ namespace })
      ).items.find(({ reason }) => reason === 'FailedCreate'),
    );
    expect(event).toMatchObject({
      type: 'Warning',
      involvedObject: { kind: 'ReplicaSet' },
      message: expect.stringMatching(
        /^Error creating: pods "api-[a-z0-9-]+" is forbidden: violates PodSecurity "restricted:latest"/,
      ),
    });
    const failure = await eventually(async () =>
      (
        await apps.readNamespacedDeployment({ name: 'api', namespace })
      ).status?.conditions?.find(({ type }) => type === 'ReplicaFailure'),
    );
    expect(failure.reason).toBe('FailedCreate');
  });

  it('knows three levels', async () => {
    await expect(
      core.createNamespace({
        body: {
          metadata: {
            name: 'odd',
            labels: { 'pod-security.kubernetes.io/enforce': 'strict' },
          },
        },
      }),
    ).rejects.toMatchObject({
      code: 422,
      body: expect.stringContaining(
        'must be one of privileged, baseline, restricted',
      ),
    });
  });
});

describe('ServiceAccounts', () => {
  it('must exist for Pods to run as them', async () => {
    await cluster.createNamespace(namespace);
    expect(await refusal(createPod({ serviceAccountName: 'ghost' }))).toBe(
      'pods "api" is forbidden: error looking up service account crew-dev/ghost: serviceaccount "ghost" not found',
    );
  });

  it('have their token mounted unless they say no', async () => {
    await cluster.createNamespace(namespace);
    const mounted = await createPod({});
    expect(mounted.spec?.volumes?.[0].projected?.sources).toHaveLength(3);
    const bare = await createPod(
      { automountServiceAccountToken: false },
      'bare',
    );
    expect(bare.spec?.volumes).toBeUndefined();
  });
});

describe('ResourceQuotas', () => {
  const quota = (hard: Record<string, string>) =>
    core.createNamespacedResourceQuota({
      namespace,
      body: { metadata: { name: 'tenant' }, spec: { hard } },
    });
  beforeEach(() => cluster.createNamespace(namespace));

  it('limit what a namespace may hold', async () => {
    await quota({ pods: '1', 'count/configmaps': '2' });
    await createPod({});
    expect(await refusal(createPod({}, 'second'))).toBe(
      'pods "second" is forbidden: exceeded quota: tenant, requested: pods=1, used: pods=1, limited: pods=1',
    );
    await core.createNamespacedConfigMap({
      namespace,
      body: { metadata: { name: 'one' } },
    });
    expect(
      await refusal(
        core.createNamespacedConfigMap({
          namespace,
          body: { metadata: { name: 'two' } },
        }),
      ),
    ).toBe(
      'configmaps "two" is forbidden: exceeded quota: tenant, requested: count/configmaps=1, used: count/configmaps=2, limited: count/configmaps=2',
    );
  });

  it('limit what Pods request, and show what is used', async () => {
    await quota({ 'requests.cpu': '1', 'limits.memory': '1Gi' });
    expect(await refusal(createPod({}))).toBe(
      'pods "api" is forbidden: failed quota: tenant: must specify limits.memory for: main; requests.cpu for: main',
    );
    const resources = (cpu: string) => ({
      containers: [
        container({
          resources: { requests: { cpu }, limits: { memory: '512Mi' } },
        }),
      ],
    });
    await createPod(resources('600m'));
    expect(await refusal(createPod(resources('0.5'), 'second'))).toBe(
      'pods "second" is forbidden: exceeded quota: tenant, requested: requests.cpu=500m, used: requests.cpu=600m, limited: requests.cpu=1',
    );
    const { status } = await eventually(async () => {
      const found = await core.readNamespacedResourceQuota({
        name: 'tenant',
        namespace,
      });
      return found.status?.used?.['requests.cpu'] === '600m' && found;
    });
    expect(status?.used).toEqual({
      'requests.cpu': '600m',
      'limits.memory': '512Mi',
    });
  });
});

describe('LimitRanges', () => {
  beforeEach(async () => {
    await cluster.createNamespace(namespace);
    await core.createNamespacedLimitRange({
      namespace,
      body: {
        metadata: { name: 'tenant' },
        spec: {
          limits: [
            {
              type: 'Container',
              defaultRequest: { cpu: '50m' },
              _default: { memory: '256Mi' },
              max: { memory: '1Gi' },
              min: { cpu: '10m' },
            },
          ],
        },
      },
    });
  });

  it('give containers what they do not say', async () => {
    const pod = await createPod({});
    expect(pod.spec?.containers[0].resources).toEqual({
      requests: { cpu: '50m', memory: '256Mi' },
      limits: { memory: '256Mi' },
    });
  });

  it('refuse what lies outside', async () => {
    const resources = {
      requests: { cpu: '5m' },
      limits: { memory: '2Gi' },
    };
    expect(
      await refusal(createPod({ containers: [container({ resources })] })),
    ).toBe(
      'pods "api" is forbidden: [minimum cpu usage per Container is 10m, but request is 5m, maximum memory usage per Container is 1Gi, but limit is 2Gi]',
    );
  });
});

describe('Services', () => {
  it('get an address that nobody else has', async () => {
    await cluster.createNamespace(namespace);
    const service = (name: string, spec: k8s.V1ServiceSpec) =>
      core.createNamespacedService({
        namespace,
        body: { metadata: { name }, spec: { ports: [{ port: 80 }], ...spec } },
      });
    const one = await service('one', {});
    const two = await service('two', { type: 'NodePort' });
    expect(one.spec?.clusterIP).toMatch(/^10\.96\./);
    expect(two.spec?.clusterIP).not.toBe(one.spec?.clusterIP);
    expect(two.spec?.ports?.[0].nodePort).toBeGreaterThanOrEqual(30000);
    await expect(
      service('three', { clusterIP: one.spec!.clusterIP }),
    ).rejects.toMatchObject({
      code: 422,
      body: expect.stringContaining('provided IP is already allocated'),
    });
    const headless = await service('four', { clusterIP: 'None' });
    expect(headless.spec?.clusterIP).toBe('None');
  });
});
