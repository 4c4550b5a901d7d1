import express from 'express';
import { EventEmitter } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DocumentStore } from '../state/DocumentStore';
import { acceptListMethod } from '../vault/acceptListMethod';
import type {
  SandboxContext,
  SandboxEvents,
  SandboxSystem,
  SystemName,
} from './SandboxContext';

export interface TestContextOptions {
  /** Multiplies simulated durations; 0 by default. */
  pace?: number;
  /** Directory to start from (a restart); a fresh temporary one by default, removed by `close`. */
  dataDir?: string;
}

/** A context with its own server, for testing one system without the others. */
export type TestContext = Awaited<ReturnType<typeof createTestContext>>;

/** Makes a context that listens on a free port and keeps its state in a temporary directory. */
export async function createTestContext(options: TestContextOptions = {}) {
  const dataDir =
    options.dataDir ?? mkdtempSync(join(tmpdir(), 'runway-sandbox-'));
  const store = new DocumentStore(join(dataDir, 'sandbox.sqlite'));
  const app = express().disable('x-powered-by');
  const server = createServer(app);
  acceptListMethod(server);
  await new Promise<void>(resolve => server.listen(0, 'localhost', resolve));
  const url = `http://localhost:${(server.address() as AddressInfo).port}`;
  const systems = new Map<string, SandboxSystem>();
  server.on('upgrade', (request, socket, head) => {
    const system = systems.get(request.url?.split('/')[1] ?? '');
    if (system?.upgrade) {
      system.upgrade(request, socket, head);
    } else {
      socket.destroy();
    }
  });

  const context: SandboxContext = {
    dataDir,
    store,
    events: new EventEmitter<SandboxEvents>(),
    url: system => `${url}/${system}`,
    pace: options.pace ?? 0,
    credentials: {
      gitlabToken: 'glpat-portal-test',
      argocdToken: 'argocd-portal-test',
      vaultToken: 'hvs.portal-test',
      kubernetesToken: 'k8s-portal-test',
      oidcClientId: 'runway',
      oidcClientSecret: 'oidc-portal-test',
      gitopsToken: 'glpat-gitops-test',
    },
    log: () => {},
  };

  return {
    context,
    url,
    /** Starts the system and serves it under its name. */
    async mount(name: SystemName, system: SandboxSystem) {
      systems.set(name, system);
      app.use(`/${name}`, system.router);
      await system.start();
    },
    /** Stops everything. Keeps the state on disk when `keep` is set, for a restart from `dataDir`. */
    async close({ keep = false } = {}) {
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
      for (const system of systems.values()) {
        await system.stop();
      }
      store.close();
      if (!keep) {
        rmSync(dataDir, { recursive: true, force: true });
      }
    },
  };
}
