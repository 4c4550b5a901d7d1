import type { KubernetesObject, Sandbox } from '@runway/sandbox';
import { startSandbox } from '@runway/sandbox';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const clusters = ['dev', 'production'];

/** A sandbox with empty clusters. Call it in `describe`. */
export function useSandbox() {
  const fixture = {
    /** As somebody with kubectl does. */
    apply(cluster: string, ...objects: KubernetesObject[]) {
      const { kubernetes } = fixture.sandbox;
      objects.forEach(object =>
        kubernetes.clusters
          .cluster(cluster)
          .apply(object, { fieldManager: 'test' }),
      );
    },
  } as {
    sandbox: Sandbox;
    apply(cluster: string, ...objects: KubernetesObject[]): void;
  };
  const dataDir = mkdtempSync(join(tmpdir(), 'runway-kubernetes-'));

  beforeAll(async () => {
    fixture.sandbox = await startSandbox({
      dataDir,
      port: 0,
      seed: 'none',
      pace: 0,
      clusters,
    });
  });
  afterEach(() => fixture.sandbox.faults.clear());
  afterAll(async () => {
    await fixture.sandbox?.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  return fixture;
}
