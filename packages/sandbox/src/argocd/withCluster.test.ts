import { createTestContext } from '../core/testContext';
import { createKubernetes } from '../kubernetes/Kubernetes';
import { createArgoCd } from './ArgoCd';
import { testTools } from './__testUtils__/createArgoCdHarness';
import { GitFixture } from './__testUtils__/GitFixture';

jest.setTimeout(60_000);

const workload = (options: { image: string; extra?: string }) => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: shop }
spec:
  replicas: 1
  selector: { matchLabels: { app: shop } }
  template:
    metadata: { labels: { app: shop } }
    spec:
      containers:
        - name: main
          image: registry.runway.internal/${options.image}
          resources: { requests: { cpu: 1000m, memory: 1024Mi } }
          ${options.extra ?? ''}
`;
const others = `
apiVersion: v1
kind: Service
metadata: { name: shop }
spec: { selector: { app: shop }, ports: [{ port: 80 }] }
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: { name: shop }
spec: { minReplicas: 1, maxReplicas: 2, scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: shop } }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: shop }
spec: { podSelector: {}, policyTypes: [Ingress], ingress: [{ ports: [{ port: 80 }] }] }
---
apiVersion: v1
kind: Secret
metadata: { name: shop }
stringData: { a: b }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: { name: shop }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view }
subjects: [{ kind: User, name: ada }]
`;
const ref = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  namespace: 'shop-dev',
  name: 'shop',
};

describe('with a cluster of the sandbox', () => {
  let git: GitFixture;
  let close: () => Promise<void>;
  let images: Set<string>;
  let system: Awaited<ReturnType<typeof start>>;

  async function start() {
    const test = await createTestContext();
    const { context } = test;
    images = new Set(['registry.runway.internal/shop:1']);
    const kubernetes = await createKubernetes(context, {
      clusters: ['dev'],
      registry: { has: image => images.has(image) },
      secrets: { read: async () => ({}) },
    });
    git = new GitFixture();
    const argocd = await createArgoCd(context, {
      repositories: git,
      clusters: kubernetes.clusters,
      toolsDir: testTools,
    });
    await test.mount('kubernetes', kubernetes);
    await test.mount('argocd', argocd);
    close = async () => {
      await test.close();
      git.remove();
    };
    const get = async (path = '') =>
      (
        await fetch(`${test.url}/argocd/api/v1/applications/shop-dev${path}`, {
          headers: {
            authorization: `Bearer ${context.credentials.argocdToken}`,
          },
        })
      ).json() as any;
    return {
      ...test,
      argocd,
      dev: kubernetes.clusters.cluster('dev'),
      get,
      async until(isWanted: (application: any) => boolean) {
        const deadline = Date.now() + 20_000;
        for (;;) {
          const application = await get();
          if (isWanted(application)) {
            return application;
          }
          if (Date.now() > deadline) {
            throw new Error(JSON.stringify(application.status, null, 1));
          }
          await new Promise(resolve => setTimeout(resolve, 15));
        }
      },
      push(files: Record<string, string | null>) {
        git.commit('shop/deploy', files);
        context.events.emit('gitlab:push', {
          project: 'shop/deploy',
          ref: 'refs/heads/main',
          before: '',
          after: '',
        });
      },
    };
  }

  beforeEach(async () => {
    system = await start();
    git.commit('shop/deploy', {
      'k8s/workload.yaml': workload({ image: 'shop:1' }),
      'k8s/others.yaml': others,
    });
    system.argocd.createApplication({
      metadata: {
        name: 'shop-dev',
        finalizers: ['resources-finalizer.argocd.argoproj.io'],
      },
      spec: {
        destination: { name: 'dev', namespace: 'shop-dev' },
        source: { repoURL: git.url('shop/deploy'), path: 'k8s' },
        syncPolicy: {
          automated: { prune: true, selfHeal: true },
          syncOptions: ['CreateNamespace=true'],
        },
      },
    });
    await system.until(
      app =>
        app.status.sync.status === 'Synced' &&
        app.status.health.status === 'Healthy',
    );
  });

  afterEach(() => close());

  it('sees no differences in defaults and spellings', async () => {
    const compared = await system.get('?refresh=hard');
    expect(
      compared.status.resources.map(
        (item: any) => `${item.kind} ${item.status}`,
      ),
    ).toEqual([
      'Secret Synced',
      'Service Synced',
      'Deployment Synced',
      'HorizontalPodAutoscaler Synced',
      'NetworkPolicy Synced',
      'RoleBinding Synced',
    ]);
    const tree = await system.get('/resource-tree');
    expect(
      tree.nodes
        .filter((node: any) => ['ReplicaSet', 'Pod'].includes(node.kind))
        .map((node: any) => `${node.kind} ${node.health.status}`),
    ).toEqual(['ReplicaSet Healthy', 'Pod Healthy']);
  });

  it('puts back what somebody changed, adds to a list, or deleted', async () => {
    const { dev } = system;
    const live = dev.get(ref)!;
    dev.apply(
      {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'NetworkPolicy',
        metadata: { name: 'shop', namespace: 'shop-dev' },
        spec: {
          podSelector: {},
          policyTypes: ['Ingress'],
          ingress: [{ ports: [{ port: 80 }] }, {}],
        },
      },
      { fieldManager: 'kubectl' },
    );
    dev.delete({ ...ref, apiVersion: 'v1', kind: 'Service' });
    await system.until(
      app =>
        app.status.sync.status === 'Synced' &&
        dev.get({
          ...ref,
          apiVersion: 'networking.k8s.io/v1',
          kind: 'NetworkPolicy',
        })!.spec.ingress.length === 1 &&
        dev.get({ ...ref, apiVersion: 'v1', kind: 'Service' }) !== undefined,
    );
    // What Git doesn't speak of is nobody's business.
    dev.apply(
      {
        ...ref,
        metadata: {
          name: 'shop',
          namespace: 'shop-dev',
          annotations: { note: 'mine' },
        },
      } as any,
      { fieldManager: 'kubectl' },
    );
    const current = await system.get('?refresh=normal');
    expect(current.status.sync.status).toBe('Synced');
    expect(dev.get(ref)?.metadata.annotations?.note).toBe('mine');
    expect(dev.get(ref)?.metadata.uid).toBe(live.metadata.uid);
  });

  it('removes a field that Git no longer has', async () => {
    system.push({
      'k8s/workload.yaml': workload({
        image: 'shop:1',
        extra: 'env: [{ name: A, value: b }]',
      }),
    });
    const env = () => system.dev.get(ref)?.spec.template.spec.containers[0].env;
    await system.until(
      app => app.status.sync.status === 'Synced' && env()?.length === 1,
    );
    system.push({ 'k8s/workload.yaml': workload({ image: 'shop:1' }) });
    await system.until(
      app => app.status.sync.status === 'Synced' && env() === undefined,
    );
    expect(system.dev.get(ref)?.spec.replicas).toBe(1);
  });

  it('waits for an image and is healthy once it is pushed', async () => {
    system.push({ 'k8s/workload.yaml': workload({ image: 'shop:2' }) });
    const waiting = await system.until(
      app =>
        app.status.sync.status === 'Synced' &&
        app.status.health.status === 'Progressing' &&
        app.status.summary.images.length === 2,
    );
    expect(waiting.status.operationState.phase).toBe('Succeeded');
    const tree = await system.get('/resource-tree');
    expect(
      tree.nodes.find(
        (node: any) => node.kind === 'Pod' && node.health.status === 'Degraded',
      ).health.message,
    ).toContain('shop:2');
    images.add('registry.runway.internal/shop:2');
    system.context.events.emit('registry:push', {
      image: 'registry.runway.internal/shop:2',
    });
    // The ReplicaSet of the version before stays, at zero: what it would run is no image of the application.
    await system.until(
      app =>
        app.status.health.status === 'Healthy' &&
        app.status.summary.images.join() === 'registry.runway.internal/shop:2',
    );
  });

  it('says what the cluster refuses', async () => {
    system.push({
      'k8s/more.yaml': `
apiVersion: v1
kind: ConfigMap
metadata: { name: Not_Allowed }
---
apiVersion: planets.example.com/v1
kind: Planet
metadata: { name: mars }
`,
    });
    const refused = await system.until(app =>
      /not valid/.test(app.status.operationState?.message),
    );
    expect(refused.status.operationState.message).toContain(
      'The Kubernetes API could not find planets.example.com/Planet for requested resource shop-dev/mars. Make sure the "Planet" CRD is installed on the destination cluster.',
    );
    system.push({
      'k8s/more.yaml':
        'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: Not_Allowed }\n',
    });
    const failed = await system.until(
      app =>
        /failed to apply/.test(app.status.operationState?.message) ||
        app.status.conditions?.some((item: any) => item.type === 'SyncError'),
    );
    expect(JSON.stringify(failed.status)).toContain('Not_Allowed');
  });

  it('takes all of it away with the application', async () => {
    await fetch(`${system.url}/argocd/api/v1/applications/shop-dev`, {
      method: 'DELETE',
      headers: {
        authorization: `Bearer ${system.context.credentials.argocdToken}`,
        'content-type': 'application/json',
      },
    });
    await system.until(app => app.code === 7);
    expect(
      system.dev
        .list({ namespace: 'shop-dev' })
        .filter(
          object =>
            object.metadata.annotations?.['argocd.argoproj.io/tracking-id'],
        ),
    ).toEqual([]);
  });
});
