import { Sandbox, until } from '@runway/sandbox';
import { clusters } from './runwayConfig';

const PROJECT = 'booking/deploy';
const author = { name: 'Noor Haddad', email: 'noor.haddad@aerq.example' };

export const configMap = (name: string, value: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name} }\ndata: { value: ${value} }\n`;

const secret = (value: string) =>
  `apiVersion: v1\nkind: Secret\nmetadata: { name: orders-key }\nstringData: { key: ${value}, same: unchanged }\n`;

const deployment = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: broken }
spec:
  progressDeadlineSeconds: 1
  selector: { matchLabels: { app: broken } }
  template:
    metadata: { labels: { app: broken } }
    spec:
      containers:
        - name: main
          image: registry.runway.internal/booking/absent:00000000
`;

/** A sync waits for the first wave, which never gets well. */
const waits = deployment
  .replace(
    'name: broken }',
    "name: broken, annotations: { argocd.argoproj.io/sync-wave: '-1' } }",
  )
  .replace('progressDeadlineSeconds: 1', 'progressDeadlineSeconds: 600');

/** Team booking's applications, declared in one repository. */
export async function createOrders({ argocd, gitlab, url }: Sandbox) {
  const { admin } = gitlab;
  admin.createUser({
    username: 'admin',
    name: 'Administrator',
    email: 'admin@aerq.example',
    admin: true,
  });
  admin.createGroup({ path: 'booking' });
  await admin.createProject({ path: PROJECT });
  const commit = async (files: Record<string, string>, message = 'Change') =>
    (
      await admin.commit({
        project: PROJECT,
        branch: 'main',
        commits: [{ message, author, files }],
      })
    )[0];
  const first = await commit({
    'orders/settings.yaml': configMap('orders', 'one'),
    'orders/key.yaml': secret('first'),
    'broken/deployment.yaml': deployment,
    'slow/deployment.yaml': waits,
    'slow/settings.yaml': configMap('slow', 'one'),
  });
  argocd.createProject({
    metadata: { name: 'booking' },
    spec: {
      sourceRepos: ['*'],
      destinations: clusters.map(name => ({ name, namespace: '*' })),
      clusterResourceWhitelist: [{ group: '*', kind: '*' }],
    },
  });
  const create = (options: {
    name: string;
    service?: string;
    environment?: string;
    path?: string;
    automated?: object;
    syncOptions?: string[];
  }) =>
    argocd.createApplication({
      metadata: {
        name: options.name,
        labels: {
          ...(options.service && {
            'runway.aerq.io/service': options.service,
          }),
          ...(options.environment && {
            'runway.aerq.io/environment': options.environment,
          }),
        },
      },
      spec: {
        project: 'booking',
        destination: {
          name: options.environment ?? 'dev',
          namespace: `ns-${options.name}`,
        },
        source: {
          repoURL: `${url}/gitlab/${PROJECT}.git`,
          path: options.path ?? options.service ?? 'orders',
          targetRevision: 'main',
        },
        syncPolicy: {
          syncOptions: ['CreateNamespace=true', ...(options.syncOptions ?? [])],
          ...(options.automated && { automated: options.automated }),
        },
      },
    });
  return {
    commit,
    create,
    first,
    secret,
    /** Until the controller has nothing to do. */
    settled: () => until(() => argocd.pendingWork === 0),
  };
}
