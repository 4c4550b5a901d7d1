import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as k8s from '@kubernetes/client-node';
import {
  createTestCluster,
  eventually,
  type TestCluster,
} from './__testUtils__/createTestCluster';
import { container, deployment } from './__testUtils__/manifests';

const namespace = 'crew-dev';
let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'runway-kubernetes-'));
});
afterEach(() => rmSync(dataDir, { recursive: true }));

const start = () => createTestCluster({ dataDir });
const states = (cluster: TestCluster) =>
  cluster.access
    .list({ kind: 'Pod', namespace })
    .map(
      pod =>
        pod.status?.containerStatuses?.[0].state?.waiting?.reason ??
        pod.status?.phase,
    );

describe('a restart', () => {
  it('goes on with what was under way', async () => {
    const image = 'registry.runway.internal/crew/api:1';
    const before = await start();
    await before.createNamespace(namespace);
    before.access.apply(
      {
        ...deployment('api', { image, replicas: 2 }),
        metadata: { name: 'api', namespace },
      } as never,
      { fieldManager: 'test' },
    );
    await eventually(
      () => states(before).join() === 'ImagePullBackOff,ImagePullBackOff',
    );
    await before.close({ keep: true });

    const after = await start();
    after.images.add(image);
    after.context.events.emit('registry:push', { image });
    await eventually(() => states(after).join() === 'Running,Running');
    await after.close({ keep: true });

    const again = await start();
    expect(states(again)).toEqual(['Running', 'Running']);
    await again.close({ keep: true });
  });

  it('keeps kinds, tokens, users and versions', async () => {
    const before = await start();
    await before.createNamespace(namespace);
    const extensions = before.adminConfig.makeApiClient(k8s.ApiextensionsV1Api);
    await extensions.createCustomResourceDefinition({
      body: {
        metadata: { name: 'boats.example.com' },
        spec: {
          group: 'example.com',
          names: { kind: 'Boat', plural: 'boats' },
          scope: 'Namespaced',
          versions: [
            {
              name: 'v1',
              served: true,
              storage: true,
              schema: { openAPIV3Schema: { type: 'object' } },
            },
          ],
        },
      },
    });
    const token = before.kubernetes.admin.createToken('dev', {
      namespace,
      name: 'default',
    });
    const core = before.adminConfig.makeApiClient(k8s.CoreV1Api);
    const pod = {
      metadata: { name: 'gone' },
      spec: { containers: [container()] },
    };
    await core.createNamespacedPod({ namespace, body: pod });
    await core.deleteNamespacedPod({
      name: 'gone',
      namespace,
      gracePeriodSeconds: 0,
    });
    const { metadata } = await core.listNamespacedPod({ namespace });
    await before.close({ keep: true });

    const after = await start();
    expect(after.access.list({ kind: 'Boat' })).toEqual([]);
    const answer = await fetch(
      `${after.url}/apis/authentication.k8s.io/v1/selfsubjectreviews`,
      {
        method: 'POST',
        headers: { authorization: `Bearer ${token}` },
      },
    );
    expect(await answer.json()).toMatchObject({
      status: {
        userInfo: { username: `system:serviceaccount:${namespace}:default` },
      },
    });
    const config = after.configFor(before.adminConfig.getCurrentUser()!.token!);
    const listed = await config
      .makeApiClient(k8s.CoreV1Api)
      .listNamespacedPod({ namespace });
    expect(Number(listed.metadata?.resourceVersion)).toBeGreaterThanOrEqual(
      Number(metadata?.resourceVersion),
    );
    // watches from before the restart have to begin anew
    const watching = await fetch(
      `${after.url}/api/v1/pods?watch=true&resourceVersion=1`,
      {
        headers: {
          authorization: `Bearer ${config.getCurrentUser()!.token}`,
        },
      },
    );
    expect(JSON.parse((await watching.text()).split('\n')[0])).toMatchObject({
      type: 'ERROR',
      object: { code: 410 },
    });
    await after.close({ keep: true });
  });
});
