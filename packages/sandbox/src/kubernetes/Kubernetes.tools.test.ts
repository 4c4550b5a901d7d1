import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { findHelm } from '../tools/helm';
import {
  createTestCluster,
  eventually,
  type TestCluster,
} from './__testUtils__/createTestCluster';
import { createTlsFrontend } from './__testUtils__/createTlsFrontend';
import { findKubectl } from './__testUtils__/findKubectl';
import { deployment } from './__testUtils__/manifests';

const run = promisify(execFile);
const charts = resolve(__dirname, '../../../../helm');
jest.setTimeout(60_000);

let cluster: TestCluster;
let frontend: Awaited<ReturnType<typeof createTlsFrontend>>;
let home: string;
let tools: { kubectl: string; helm: string };

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'runway-tools-'));
  tools = {
    kubectl: await findKubectl(),
    helm: await findHelm({ cacheDir: join(home, 'bin') }),
  };
  cluster = await createTestCluster();
  frontend = await createTlsFrontend(Number(new URL(cluster.url).port));
  writeFileSync(
    join(home, 'config'),
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': 'dev',
      clusters: [
        {
          name: 'dev',
          cluster: {
            server: `${frontend.origin}/kubernetes/dev`,
            'insecure-skip-tls-verify': true,
          },
        },
      ],
      contexts: [{ name: 'dev', context: { cluster: 'dev', user: 'admin' } }],
      users: [
        {
          name: 'admin',
          user: { token: cluster.adminConfig.getCurrentUser()!.token },
        },
      ],
    }),
  );
});
afterAll(async () => {
  await cluster.close();
  await frontend.close();
  rmSync(home, { recursive: true });
});

async function tool(name: keyof typeof tools, ...args: string[]) {
  const { stdout } = await run(tools[name], args, {
    env: {
      PATH: process.env.PATH,
      HOME: home,
      KUBECONFIG: join(home, 'config'),
    },
  });
  return stdout;
}
const kubectl = (...args: string[]) => tool('kubectl', ...args);
const helm = (...args: string[]) => tool('helm', ...args);

function file(name: string, ...objects: object[]): string {
  const path = join(home, name);
  writeFileSync(
    path,
    objects.map(object => JSON.stringify(object)).join('\n---\n'),
  );
  return path;
}

describe('kubectl', () => {
  const namespace = 'tools';
  beforeAll(() => cluster.createNamespace(namespace));

  it('applies, follows a rollout, shows, changes and deletes', async () => {
    const manifest = file('web.yaml', {
      ...deployment('web', { replicas: 2 }),
      metadata: { name: 'web', namespace },
    });
    expect(await kubectl('apply', '-f', manifest)).toBe(
      'deployment.apps/web created\n',
    );
    await kubectl('-n', namespace, 'rollout', 'status', 'deployment/web');
    expect(await kubectl('apply', '-f', manifest)).toBe(
      'deployment.apps/web unchanged\n',
    );
    expect(await kubectl('-n', namespace, 'get', 'deployments')).toMatch(
      /^NAME +READY +UP-TO-DATE +AVAILABLE +AGE\nweb +2\/2 +2 +2 /,
    );
    await kubectl(
      '-n',
      namespace,
      'set',
      'image',
      'deployment/web',
      'main=nginx:2',
    );
    await kubectl('-n', namespace, 'rollout', 'status', 'deployment/web');
    await kubectl('-n', namespace, 'rollout', 'undo', 'deployment/web');
    await kubectl('-n', namespace, 'rollout', 'status', 'deployment/web');
    const images = await kubectl(
      '-n',
      namespace,
      'get',
      'pods',
      '-o',
      'jsonpath={.items[*].spec.containers[0].image}',
    );
    expect(new Set(images.split(' '))).toEqual(new Set(['nginx:1']));
    expect(
      await kubectl('-n', namespace, 'describe', 'deployment', 'web'),
    ).toContain('Scaled up replica set');
    expect(
      await kubectl('-n', namespace, 'delete', 'deployment', 'web'),
    ).toContain('deleted');
    await eventually(
      async () =>
        (await kubectl('-n', namespace, 'get', 'pods', '-o', 'name')) === '',
    );
  });

  it('is told what is wrong with a manifest', async () => {
    const manifest = file('typo.yaml', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'typo', namespace },
      dta: {},
    });
    await expect(kubectl('apply', '-f', manifest)).rejects.toMatchObject({
      stderr: expect.stringContaining(
        'strict decoding error: unknown field "dta"',
      ),
    });
  });

  it('resolves conflicts between managers as told', async () => {
    const config = (value: string) =>
      file('settings.yaml', {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'settings', namespace },
        data: { key: value },
      });
    await kubectl(
      'apply',
      '--server-side',
      '--field-manager=first',
      '-f',
      config('1'),
    );
    const second = [
      'apply',
      '--server-side',
      '--field-manager=second',
      '-f',
      config('2'),
    ];
    await expect(kubectl(...second)).rejects.toMatchObject({
      stderr: expect.stringContaining(
        'Apply failed with 1 conflict: conflict with "first": .data.key',
      ),
    });
    await kubectl(...second, '--force-conflicts');
    expect(
      await kubectl(
        '-n',
        namespace,
        'get',
        'configmap',
        'settings',
        '-o',
        'jsonpath={.data.key}',
      ),
    ).toBe('2');
  });
});

describe("the platform's charts", () => {
  const values = (chart: string, name: string) =>
    join(charts, chart, 'ci', `${name}-values.yaml`);
  beforeAll(async () => {
    cpSync(charts, join(home, 'helm'), { recursive: true });
    for (const chart of ['tenant', 'api-service']) {
      await helm('dependency', 'build', join(home, 'helm', chart));
    }
  });

  /** Renders a chart and applies it. */
  async function install(chart: string, release: string, ...args: string[]) {
    const rendered = await helm(
      'template',
      release,
      join(home, 'helm', chart),
      '-f',
      values(chart, 'minimal'),
      ...args,
    );
    const manifest = join(home, `${release}.yaml`);
    writeFileSync(manifest, rendered);
    await kubectl('apply', '--server-side', '-f', manifest);
    return manifest;
  }

  it('are admitted and become ready', async () => {
    const namespace = 'flight-ops-dev';
    const get = (apiVersion: string, kind: string, name: string) =>
      cluster.access.get({ apiVersion, kind, namespace, name });
    const phases = () =>
      cluster.access
        .list({ kind: 'Pod', namespace })
        .map(
          pod =>
            pod.status?.containerStatuses?.[0].state?.waiting?.reason ??
            pod.status?.phase,
        );
    await install('tenant', 'tenant');
    await eventually(() => get('v1', 'ServiceAccount', 'default'));
    const service = [
      'api-service',
      'check-in-api-dev',
      '--namespace',
      namespace,
      '--set',
      'vault.enabled=true,ingress.enabled=true',
    ] as const;
    const manifest = await install(...service);
    await eventually(() => phases().includes('ImagePullBackOff'));
    const image = 'registry.runway.internal/flight-ops/check-in-api:1234e567';
    cluster.images.add(image);
    cluster.context.events.emit('registry:push', { image });
    await eventually(() => phases().includes('CreateContainerConfigError'));
    cluster.vault.read = async () => ({ DATABASE_URL: 'postgres://db' });
    cluster.context.events.emit('vault:change', {
      path: 'secret/data/flight-ops/check-in-api/dev',
    });
    const rollout = () =>
      kubectl(
        '-n',
        namespace,
        'rollout',
        'status',
        'deployment/check-in-api',
        '--timeout=10s',
      );
    await rollout();
    await eventually(() =>
      get(
        'cert-manager.io/v1',
        'Certificate',
        'check-in-api-tls',
      )?.status?.conditions.some(
        (condition: { type: string; status: string }) =>
          condition.type === 'Ready' && condition.status === 'True',
      ),
    );
    const before = get('apps/v1', 'Deployment', 'check-in-api')!;
    await install(...service);
    expect(
      get('apps/v1', 'Deployment', 'check-in-api')!.metadata.generation,
    ).toBe(before.metadata.generation);
    await install(...service, '--set', 'env.LOG_LEVEL=debug');
    await rollout();
    await kubectl('delete', '-f', manifest);
    await eventually(() => phases().length === 0);
  });
});
