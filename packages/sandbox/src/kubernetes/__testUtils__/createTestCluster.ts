import * as k8s from '@kubernetes/client-node';
import {
  createTestContext,
  type TestContextOptions,
} from '../../core/testContext';
import type { ClusterAccess, WorkloadSecrets } from '../../core/SandboxContext';
import { createKubernetes, type KubernetesSystem } from '../Kubernetes';

export interface TestCluster {
  context: Awaited<ReturnType<typeof createTestContext>>['context'];
  /** Address of cluster `dev`. */
  url: string;
  kubernetes: KubernetesSystem;
  /** Cluster `dev` in process. */
  access: ClusterAccess;
  /** Makes a namespace and waits until Pods can be created in it. */
  createNamespace(name: string, labels?: Record<string, string>): Promise<void>;
  /** Compacts the history of changes, as the storage of a real cluster does every few minutes. */
  forgetHistory(): void;
  /** Images of the platform's registry that exist. */
  images: Set<string>;
  /** What Vault answers; throws by default. */
  vault: { read: WorkloadSecrets['read'] };
  /** Configuration of a client that may do everything. */
  adminConfig: k8s.KubeConfig;
  configFor(token: string): k8s.KubeConfig;
  close(options?: { keep?: boolean }): Promise<void>;
}

/** Cluster `dev` on a free port, with a registry and a Vault that the test plays. */
export async function createTestCluster(
  options: TestContextOptions & { start?: boolean } = {},
): Promise<TestCluster> {
  const test = await createTestContext(options);
  const images = new Set<string>();
  const vault: TestCluster['vault'] = {
    read: async () => {
      throw new Error('permission denied');
    },
  };
  const kubernetes = await createKubernetes(test.context, {
    clusters: ['dev'],
    registry: { has: image => images.has(image) },
    secrets: { read: request => vault.read(request) },
  });
  await test.mount('kubernetes', kubernetes);
  const url = `${test.url}/kubernetes/dev`;
  const token = kubernetes.admin.addUser('dev', {
    username: 'admin',
    groups: ['system:masters'],
  });
  const configFor = (bearer: string) => {
    const config = new k8s.KubeConfig();
    config.loadFromClusterAndUser(
      { name: 'dev', server: url, skipTLSVerify: true },
      { name: 'user', token: bearer },
    );
    return config;
  };
  const access = kubernetes.clusters.cluster('dev');
  return {
    context: test.context,
    url,
    kubernetes,
    access,
    async createNamespace(name, labels) {
      access.apply(
        { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } },
        { fieldManager: 'test' },
      );
      await eventually(() =>
        ['ServiceAccount', 'ConfigMap'].every(
          kind => access.list({ kind, namespace: name }).length > 0,
        ),
      );
    },
    forgetHistory: () => kubernetes.compact('dev'),
    images,
    vault,
    adminConfig: configFor(token),
    configFor,
    close: closing => test.close(closing),
  };
}

/** Waits until the check answers something. @throws the last error, or that nothing came within the time */
export async function eventually<T>(
  check: () => T | undefined | false | Promise<T | undefined | false>,
  milliseconds = 5_000,
): Promise<T> {
  const deadline = Date.now() + milliseconds;
  let problem: unknown = new Error(
    `nothing within ${milliseconds} milliseconds`,
  );
  while (Date.now() < deadline) {
    try {
      const result = await check();
      if (result) {
        return result;
      }
    } catch (error) {
      problem = error;
    }
    await new Promise(resolve => setTimeout(resolve, 10));
  }
  throw problem;
}
