import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Sandbox, startSandbox } from '../core/Sandbox';
import type { KubernetesObject } from '../core/SandboxContext';

/** Clusters of a sandbox for tests, and the environments of a portal on it. */
export const clusters = ['dev', 'staging', 'production'];

/** A sandbox, while its tests run. */
export interface SandboxFixture {
  /** There from `beforeAll` on. */
  sandbox: Sandbox;
  /** As somebody with kubectl does. */
  apply(cluster: string, ...objects: KubernetesObject[]): void;
}

/**
 * A sandbox with the least that a test needs, empty unless `more` says otherwise; faults end with each test. Call it in
 * `describe`.
 */
export function useSandbox(
  more: Partial<Parameters<typeof startSandbox>[0]> = {},
): SandboxFixture {
  const fixture = {
    apply(cluster, ...objects) {
      const { kubernetes } = fixture.sandbox;
      objects.forEach(object =>
        kubernetes.clusters
          .cluster(cluster)
          .apply(object, { fieldManager: 'test' }),
      );
    },
  } as SandboxFixture;
  const dataDir = mkdtempSync(join(tmpdir(), 'runway-sandbox-'));

  beforeAll(async () => {
    fixture.sandbox = await startSandbox({
      dataDir,
      port: 0,
      seed: 'none',
      pace: 0,
      clusters,
      ...more,
    });
  });
  afterEach(() => fixture.sandbox?.faults.clear());
  afterAll(async () => {
    await fixture.sandbox?.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  return fixture;
}
