import express, { Router } from 'express';
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { join } from 'node:path';
import type { AzureSystem } from '../azure/Azure';
import { refuseForeignPages } from '../core/refuseForeignPages';
import type { SandboxContext, SandboxSystem } from '../core/SandboxContext';
import { CommitStatuses } from './commands/CommitStatuses';
import type { CommandContext } from './commands/CommandContext';
import { DEFAULT_SERVER_CONFIG, readServerConfig } from './config/ServerConfig';
import { EventHandler } from './events/EventHandler';
import { readEvent } from './events/readEvent';
import { GitLabApi } from './gitlab/GitLabApi';
import { WorkingDirectory } from './gitlab/WorkingDirectory';
import { createPages } from './pages/createPages';
import { AtlantisState } from './state/AtlantisState';
import { Cloud } from './tofu/Cloud';

/** GitLab user of Atlantis. */
export const ATLANTIS_USER = 'atlantis';

/** Atlantis of the sandbox. */
export interface AtlantisSystem extends SandboxSystem {
  /** What GitLab has to know: the token of its user there, where it wants webhooks, and their secret. */
  readonly connection: { token: string; secret: string; events: string };
  readonly admin: {
    locks(): ReturnType<AtlantisState['locks']>;
    /** What became of the projects of a merge request. */
    pull: AtlantisState['pull'];
    /** Resolves when all that it was told is done. */
    settled(): Promise<void>;
  };
}

/**
 * Makes Atlantis. It hears of merge requests by webhooks and speaks through GitLab's REST API, both over HTTP.
 * @param infrastructure - folder whose `atlantis/repos.yaml` is the server's configuration
 */
export async function createAtlantis(
  ctx: SandboxContext,
  options: { azure: AzureSystem; infrastructure?: string },
): Promise<AtlantisSystem> {
  const { token, secret } = loadSecrets(ctx);
  const state = new AtlantisState(ctx.store);
  const gitlab = new GitLabApi(() => ctx.url('gitlab'), token);
  const log = (message: string) => ctx.log(`atlantis: ${message}`);
  const context: CommandContext = {
    state,
    gitlab,
    log,
    statuses: new CommitStatuses(gitlab, log),
    workingDirectory: new WorkingDirectory(
      join(ctx.dataDir, 'atlantis/repos'),
      project => `${ctx.url('gitlab')}/${project}.git`,
      { username: ATLANTIS_USER, token },
    ),
    cloud: new Cloud(() => ctx.url('azure'), options.azure.token),
    server: options.infrastructure
      ? await readServerConfig(options.infrastructure)
      : DEFAULT_SERVER_CONFIG,
    url: () => ctx.url('atlantis'),
    repositoryId: repository =>
      `${new URL(ctx.url('gitlab')).host}/${repository}`,
    pace: ctx.pace,
  };
  const handler = new EventHandler(context, ATLANTIS_USER);

  const router = Router();
  router.use(refuseForeignPages);
  router.get('/healthz', (_request, response) => {
    response.json({ status: 'ok' });
  });
  router.get('/status', (_request, response) => {
    response.json({
      shutting_down: false,
      in_progress_operations: handler.underWay,
      version: '0.35.0-sandbox',
    });
  });
  router.get('/api/locks', (_request, response) => {
    response.json({ Locks: presentLocks(state) });
  });
  router.post(
    '/events',
    express.json({ limit: '10mb' }),
    (request, response) => {
      const given = request.get('x-gitlab-token') ?? '';
      if (!isSame(given, secret)) {
        response
          .status(400)
          .send('header X-Gitlab-Token did not match expected secret\n');
        return;
      }
      try {
        const event = readEvent(request.get('x-gitlab-event'), request.body);
        response.send(`${handler.handle(event)}\n`);
      } catch (error) {
        response.status(400).send(`Error parsing webhook: ${error}\n`);
      }
    },
  );
  router.use(createPages(state, key => handler.unlock(key)));

  return {
    router,
    connection: { token, secret, events: `${ctx.url('atlantis')}/events` },
    admin: {
      locks: () => state.locks(),
      pull: (repository, iid) => state.pull(repository, iid),
      settled: () => handler.settled(),
    },
    async start() {},
    stop: () => handler.stop(),
  };
}

/** As `GET /api/locks` of Atlantis answers. */
function presentLocks(state: AtlantisState) {
  const locks = state.locks().map(([key, lock]) => ({
    Name: key,
    ProjectName: lock.project.name,
    ProjectRepo: lock.repository,
    ProjectRepoPath: lock.project.dir,
    PullID: String(lock.iid),
    PullURL: lock.url,
    User: lock.user,
    Workspace: lock.project.workspace,
    Time: lock.time,
  }));
  return locks.length > 0 ? locks : null;
}

function loadSecrets(ctx: SandboxContext) {
  const kept = ctx.store.collection<{ token: string; secret: string }>(
    'atlantis.settings',
  );
  const known = kept.get('secrets');
  if (known) {
    return known;
  }
  const made = {
    token: `glpat-${randomBytes(15).toString('base64url')}`,
    secret: randomBytes(18).toString('base64url'),
  };
  kept.set('secrets', made);
  return made;
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
