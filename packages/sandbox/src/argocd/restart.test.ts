import {
  createArgoCdHarness,
  isSynced,
} from './__testUtils__/createArgoCdHarness';
import { DocumentStore } from '../state/DocumentStore';
import { join } from 'node:path';

jest.setTimeout(60_000);

const files = {
  'k8s/hook.yaml': `
apiVersion: batch/v1
kind: Job
metadata:
  name: migrate
  annotations: { argocd.argoproj.io/hook: PreSync }
spec: {}
`,
  'k8s/config.yaml':
    'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: config }\n',
};
const job = {
  apiVersion: 'batch/v1',
  kind: 'Job',
  namespace: 'default',
  name: 'migrate',
};

it('goes on with an operation that was under way when it was killed', async () => {
  const first = await createArgoCdHarness();
  first.git.commit('shop/deploy', files);
  first.argocd.createApplication({
    metadata: { name: 'shop' },
    spec: {
      destination: { name: 'dev', namespace: 'default' },
      source: { repoURL: first.git.url('shop/deploy'), path: 'k8s' },
    },
  });
  await first.request('POST', '/api/v1/applications/shop/sync', {});
  const killed = await first.until('shop', app =>
    /completion of hook/.test(app.status.operationState?.message),
  );
  // What lies on disk at this moment is all that a killed process leaves.
  const dataDir = `${first.context.dataDir}-killed`;
  const { cpSync } = jest.requireActual<typeof import('node:fs')>('node:fs');
  cpSync(first.context.dataDir, dataDir, { recursive: true });
  await first.close();

  const second = await createArgoCdHarness({ dataDir, git: first.git });
  // The fake cluster is new: the hook is gone, which fails the operation as it would with the real controller.
  const failed = await second.until(
    'shop',
    app => app.status.operationState?.phase === 'Failed',
  );
  expect(failed.operation).toBeUndefined();
  const { startedAt, operation } = failed.status.operationState;
  expect(startedAt).toBe(killed.status.operationState.startedAt);
  expect(operation.initiatedBy).toEqual({ username: 'runway' });

  await second.request('POST', '/api/v1/applications/shop/sync', {});
  await second.until('shop', app =>
    /completion of hook/.test(app.status.operationState?.message),
  );
  second.clusters
    .cluster('dev')
    .setStatus(job, { conditions: [{ type: 'Complete', status: 'True' }] });
  await second.until('shop', isSynced);
  await second.close();
  second.git.remove();
});

it('keeps applications, history and tokens', async () => {
  const first = await createArgoCdHarness();
  first.git.commit('shop/deploy', {
    'k8s/config.yaml': files['k8s/config.yaml'],
  });
  first.argocd.createApplication({
    metadata: { name: 'shop' },
    spec: {
      destination: { name: 'dev', namespace: 'default' },
      source: { repoURL: first.git.url('shop/deploy'), path: 'k8s' },
      syncPolicy: { automated: {} },
    },
  });
  const before = await first.until('shop', isSynced);
  const token = first.argocd.createAccountToken({ account: 'ci' });
  await first.close({ keep: true });
  const { dataDir } = first.context;
  const store = new DocumentStore(join(dataDir, 'sandbox.sqlite'));
  expect(
    JSON.stringify(store.collection('argocd.accounts').values()),
  ).not.toContain(token);
  store.close();

  const second = await createArgoCdHarness({ dataDir, git: first.git });
  const { body } = await second.get('/api/v1/applications/shop', token);
  expect(body.status.history).toEqual(before.status.history);
  expect(body.metadata.uid).toBe(before.metadata.uid);
  await second.close();
  second.git.remove();
});
