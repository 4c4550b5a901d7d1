import { Sandbox, startSandbox } from '@runway/sandbox';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clusters } from './runwayConfig';

/** A sandbox with the least that a test needs, empty unless `more` says otherwise. Call it in `describe`. */
export function useSandbox(
  more: Partial<Parameters<typeof startSandbox>[0]> = {},
) {
  const fixture = {} as { sandbox: Sandbox };
  const dataDir = mkdtempSync(join(tmpdir(), 'runway-argocd-'));

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
  afterAll(async () => {
    await fixture.sandbox?.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  return fixture;
}
