import { UrlReaders } from '@backstage/backend-defaults/urlReader';
import {
  type RootConfigService,
  type UrlReaderService,
} from '@backstage/backend-plugin-api';
import { mockServices } from '@backstage/backend-test-utils';
import { createUpstreams, type Upstreams } from '@runway/integrations';
import { type Sandbox, startSandbox } from '@runway/sandbox';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(__dirname, '../../../..');
const CLUSTERS = ['dev', 'staging', 'production'];

/** Location of the template that tests create services from. */
export const TEMPLATE_URL = `file://${join(
  ROOT,
  'templates/api-service/template.yaml',
)}`;

export interface UpstreamsFixture {
  sandbox: Sandbox;
  upstreams: Upstreams;
  reader: UrlReaderService;
  config: RootConfigService;
}

/**
 * The sandbox, and clients with the portal's credentials in it. Call it in `describe`.
 *
 * @param options.infrastructure - whether it has the infrastructure repository, which its Atlantis looks after
 */
export function useUpstreams(
  options: { infrastructure?: boolean } = {},
): UpstreamsFixture {
  const fixture = {} as UpstreamsFixture;
  const dataDir = mkdtempSync(join(tmpdir(), 'runway-provisioning-'));

  beforeAll(async () => {
    const sandbox = await startSandbox({
      dataDir,
      port: 0,
      seed: 'minimal',
      pace: 0,
      clusters: CLUSTERS,
      sources: {
        charts: join(ROOT, 'helm'),
        pipelines: join(ROOT, 'templates/pipelines'),
        templates: join(ROOT, 'templates'),
        infrastructure: options.infrastructure
          ? join(ROOT, 'infrastructure')
          : undefined,
      },
    });
    const config = mockServices.rootConfig({ data: configOf(sandbox) });
    const logger = mockServices.rootLogger({ level: 'none' });
    Object.assign(fixture, {
      sandbox,
      config,
      // A test that makes an upstream ill need not wait until the breaker closes.
      upstreams: createUpstreams(config, {
        logger,
        tuning: { retryBaseMs: 1, breakerOpenMs: 1 },
      }),
      reader: UrlReaders.default({ config, logger }),
    });
  }, 60_000);
  afterAll(async () => {
    await fixture.upstreams?.close();
    await fixture.sandbox?.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }, 60_000);

  return fixture;
}

function configOf({ url, credentials }: Sandbox) {
  return {
    integrations: {
      gitlab: [
        {
          host: new URL(url).host,
          baseUrl: `${url}/gitlab`,
          apiBaseUrl: `${url}/gitlab/api/v4`,
          token: credentials.gitlabToken,
        },
      ],
    },
    runway: {
      environments: CLUSTERS.map(name => ({
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
          auth: { type: 'token', token: credentials.vaultToken },
        },
      ],
      kubernetes: CLUSTERS.map(name => ({
        name,
        baseUrl: `${url}/kubernetes/${name}`,
        auth: { type: 'token', token: credentials.kubernetesToken },
      })),
      gitops: { project: 'platform/gitops' },
      charts: { project: 'platform/charts' },
      registry: { host: 'registry.runway.internal' },
    },
  };
}
