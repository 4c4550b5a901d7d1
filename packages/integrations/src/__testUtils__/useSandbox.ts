import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import type { JsonObject } from '@backstage/types';
import { type Sandbox, startSandbox } from '@runway/sandbox';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createUpstreams } from '../upstreams/createUpstreams';
import type { Upstreams } from '../upstreams/Upstreams';

const root = join(__dirname, '../../../..');
const clusters = ['dev', 'staging', 'production'];

/**
 * The sandbox with the least that a service needs, and clients that have the portal's credentials in it. Call it in
 * `describe`.
 */
export function useSandbox() {
  // Commits, pipelines and rollouts go through real processes.
  jest.setTimeout(60_000);
  const fixture = {} as { sandbox: Sandbox; upstreams: Upstreams };
  const dataDir = mkdtempSync(join(tmpdir(), 'runway-integrations-'));

  beforeAll(async () => {
    fixture.sandbox = await startSandbox({
      dataDir,
      port: 0,
      seed: 'minimal',
      pace: 0,
      clusters,
      sources: {
        charts: join(root, 'helm'),
        pipelines: join(root, 'templates/pipelines'),
        templates: join(root, 'templates'),
      },
    });
    const logger = mockServices.logger.mock();
    logger.child.mockReturnValue(logger);
    fixture.upstreams = createUpstreams(sandboxConfig(fixture.sandbox), {
      logger,
    });
  }, 60_000);
  afterAll(async () => {
    await fixture.upstreams?.close();
    await fixture.sandbox?.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }, 60_000);

  return fixture;
}

/** @param vaultAuth - how the portal proves who it is to Vault; with its token by default */
export function sandboxConfig(
  { url, credentials }: Sandbox,
  vaultAuth: JsonObject = { type: 'token', token: credentials.vaultToken },
) {
  return new ConfigReader({
    runway: {
      environments: clusters.map(name => ({
        name,
        cluster: name,
        argocd: 'main',
        vault: 'main',
      })),
      gitlab: [
        {
          name: 'main',
          baseUrl: `${url}/gitlab`,
          token: credentials.gitlabToken,
        },
      ],
      argocd: [
        {
          name: 'main',
          baseUrl: `${url}/argocd`,
          token: credentials.argocdToken,
        },
      ],
      vault: [
        {
          name: 'main',
          baseUrl: `${url}/vault`,
          auth: vaultAuth,
        },
      ],
      kubernetes: clusters.map(name => ({
        name,
        baseUrl: `${url}/kubernetes/${name}`,
        auth: { type: 'token', token: credentials.kubernetesToken },
      })),
      gitops: { project: 'platform/gitops' },
      charts: { project: 'platform/charts' },
      registry: { host: 'registry.runway.internal' },
    },
  });
}
