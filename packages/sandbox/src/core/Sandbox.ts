import express, { type Express } from 'express';
import { randomBytes } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createArgoCd, type ArgoCdSystem } from '../argocd/ArgoCd';
import { createControlApi } from '../argocd/createControlApi';
import { createAtlantis } from '../atlantis/Atlantis';
import { createAzure } from '../azure/Azure';
import { createFaultsApi } from '../faults/createFaultsApi';
import { Faults } from '../faults/Faults';
import { createSandboxPage } from '../faults/page/createSandboxPage';
import type { ShownSystem } from '../faults/page/renderSandboxPage';
import { createGitLab } from '../gitlab/GitLab';
import { createKubernetes } from '../kubernetes/Kubernetes';
import { createOidc } from '../oidc/Oidc';
import { seedOrganisation } from '../organisation/seedOrganisation';
import { fillSandbox } from '../scale/fillSandbox';
import type { ScaleOptions } from '../scale/ScaleOptions';
import { DataDirectory } from '../state/DataDirectory';
import type { DocumentStore } from '../state/DocumentStore';
import { acceptListMethod } from '../vault/acceptListMethod';
import { createVault } from '../vault/Vault';
import type {
  SandboxContext,
  SandboxCredentials,
  SandboxEvents,
  SandboxSystem,
  SystemName,
} from './SandboxContext';

export interface SandboxOptions {
  /** State on disk; made when missing. */
  dataDir: string;
  /** 0 = any free port. */
  port: number;
  /** What a new state directory is filled with: the sample organisation, only what a create run needs, or nothing. */
  seed?: 'sample' | 'minimal' | 'none';
  /** Multiplies simulated durations; 1 by default. */
  pace?: number;
  clusters?: string[];
  /** Fills it with many services that exist on paper, beside the seed. */
  scale?: ScaleOptions;
  /** Directories whose content the sandbox serves from Git. */
  sources?: {
    charts: string;
    pipelines: string;
    templates: string;
    /** Without it there is no `platform/infrastructure`. */
    infrastructure?: string;
  };
  log?(message: string): void;
}

/** A running sandbox. */
export type Sandbox = Awaited<ReturnType<typeof startSandbox>>;

/**
 * Starts every upstream system on one loopback port, each below its own path. Until all are ready, requests get a 503.
 * @throws Error with code EADDRINUSE when the port is taken; Error when another sandbox uses the data directory
 */
export async function startSandbox(options: SandboxOptions) {
  const app = express().disable('x-powered-by');
  const server = createServer(app);
  acceptListMethod(server);
  await listen(server, options.port);
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  const closeServer = async () => {
    server.closeAllConnections();
    await new Promise(resolve => server.close(resolve));
  };

  let ready = false;
  app.get('/healthz', (_request, response) => {
    response
      .status(ready ? 200 : 503)
      .json({ status: ready ? 'ok' : 'starting' });
  });
  app.use((_request, response, next) => {
    if (ready) {
      next();
    } else {
      response.status(503).set('Retry-After', '1').send('Starting\n');
    }
  });

  const clusters = options.clusters ?? ['dev', 'staging', 'production'];
  const faults = new Faults();
  app.use('/sandbox/faults', createFaultsApi(faults));
  app.use(
    '/sandbox',
    createSandboxPage(faults, shownSystems(origin, clusters)),
  );
  app.use(faults.middleware);

  let data: DataDirectory | undefined;
  try {
    data = new DataDirectory(options.dataDir);
    const { store } = data;
    const context: SandboxContext = {
      dataDir: options.dataDir,
      store,
      events: new EventEmitter<SandboxEvents>({ captureRejections: false }),
      url: system => `${origin}/${system}`,
      pace: options.pace ?? 1,
      credentials: loadCredentials(store),
      log: options.log ?? (() => {}),
    };
    context.events.setMaxListeners(50);
    const { organisation, ...systems } = await createSystems(context, {
      ...options,
      clusters,
    });
    data.finishFirstStart();

    for (const system of Object.values(systems)) {
      await system.start();
    }
    serve({ app, server }, systems, {
      argocd: systems.argocd,
      'argocd-tools': systems['argocd-tools'],
    });
    ready = true;
    organisation?.start();

    return {
      url: origin,
      credentials: context.credentials,
      ...systems,
      /** What goes wrong on demand with requests to the systems; what they do among themselves is not hit. */
      faults,
      /** Stops listening and all background work; state stays on disk. */
      async stop() {
        await organisation?.stop();
        await closeServer();
        for (const system of Object.values(systems)) {
          await system.stop();
        }
        data?.close();
      },
    };
  } catch (error) {
    await closeServer();
    data?.close();
    throw error;
  }
}

async function createSystems(
  context: SandboxContext,
  options: SandboxOptions & { clusters: string[] },
) {
  const gitlab = await createGitLab(context);
  const vault = await createVault(context);
  const kubernetes = await createKubernetes(context, {
    clusters: options.clusters,
    registry: gitlab.registry,
    secrets: vault.secrets,
  });
  vault.askClusters((cluster, token, audiences) =>
    kubernetes.admin.reviewToken(cluster, token, audiences),
  );
  const argocd = await createArgoCd(context, {
    repositories: gitlab.repositories,
    clusters: kubernetes.clusters,
  });
  // A second instance, empty unless it is filled; the portal's configuration has only the first.
  const argocdTools = await createArgoCd(
    {
      ...context,
      store: context.store.part('argocd-tools'),
      dataDir: join(context.dataDir, 'argocd-tools'),
    },
    {
      repositories: gitlab.repositories,
      clusters: kubernetes.clusters,
      toolsDir: join(context.dataDir, '..', 'tools'),
    },
  );
  const oidc = await createOidc(context, gitlab.admin);
  const azure = createAzure(context);
  const atlantis = await createAtlantis(context, {
    azure,
    infrastructure: options.sources?.infrastructure,
  });

  const seed = options.seed ?? 'sample';
  const organisation =
    seed === 'none'
      ? undefined
      : await seedOrganisation(context, {
          size: seed,
          clusters: kubernetes.clusters,
          gitlab,
          vault,
          argocd,
          atlantis,
          sources: options.sources,
        });
  if (options.scale) {
    fillSandbox(
      context,
      { gitlab, argocd, argocdTools, kubernetes },
      options.scale,
    );
  }
  return {
    gitlab,
    vault,
    kubernetes,
    argocd,
    'argocd-tools': argocdTools,
    oidc,
    azure,
    atlantis,
    organisation,
  };
}

function shownSystems(origin: string, clusters: string[]): ShownSystem[] {
  return [
    { name: 'GitLab', system: 'gitlab', url: `${origin}/gitlab` },
    { name: 'Argo CD', system: 'argocd', url: `${origin}/argocd` },
    {
      name: 'Argo CD for tools',
      system: 'argocd-tools',
      url: `${origin}/argocd-tools`,
    },
    { name: 'Vault', system: 'vault', url: `${origin}/vault` },
    ...clusters.map(instance => ({
      name: `Kubernetes ${instance}`,
      system: 'kubernetes' as const,
      instance,
      url: `${origin}/kubernetes/${instance}`,
    })),
    { name: 'OpenID provider', system: 'oidc', url: `${origin}/oidc` },
    { name: 'Atlantis', system: 'atlantis', url: `${origin}/atlantis` },
    { name: 'Cloud', system: 'azure', url: `${origin}/azure/stacks` },
  ];
}

function serve(
  { app, server }: { app: Express; server: Server },
  systems: Record<SystemName, SandboxSystem>,
  argoCds: Record<string, ArgoCdSystem>,
) {
  for (const [name, system] of Object.entries(systems)) {
    app.use(`/${name}`, system.router);
  }
  app.use('/sandbox/argocd', createControlApi(argoCds));
  server.on('upgrade', (request, socket, head) => {
    const system = systems[request.url?.split('/')[1] as SystemName];
    if (system?.upgrade) {
      system.upgrade(request, socket, head);
    } else {
      socket.destroy();
    }
  });
}

function loadCredentials(store: DocumentStore): SandboxCredentials {
  const kept = store.collection<SandboxCredentials>('credentials');
  let credentials = kept.get('portal');
  if (!credentials) {
    const secret = (prefix: string) =>
      `${prefix}${randomBytes(15).toString('base64url')}`;
    credentials = {
      gitlabToken: secret('glpat-'),
      argocdToken: secret('argocd-'),
      vaultToken: secret('hvs.'),
      kubernetesToken: secret('k8s-'),
      oidcClientId: 'runway',
      oidcClientSecret: secret('oidc-'),
      gitopsToken: secret('glpat-'),
    };
    kept.set('portal', credentials);
  }
  return credentials;
}

async function listen(server: Server, port: number) {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, 'localhost', () => {
      server.off('error', reject);
      resolve();
    });
  });
}
