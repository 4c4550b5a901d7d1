import { Router, type ErrorRequestHandler } from 'express';
import type {
  GitRepositories,
  ImageRegistry,
  SandboxContext,
  SandboxSystem,
} from '../core/SandboxContext';
import { createApi } from './api/createApi';
import { GitHttp } from './git/GitHttp';
import { requireGit } from './git/requireGit';
import { GitLabAdmin } from './GitLabAdmin';
import { createGitLabServices } from './GitLabServices';
import { createWebPages } from './web/WebPages';

/** The GitLab of the sandbox: REST API, Git over HTTP, pages, pipelines. */
export interface GitLabSystem extends SandboxSystem {
  readonly registry: ImageRegistry;
  readonly repositories: GitRepositories;
  /** Fills GitLab in process, past authentication and authorization. */
  readonly admin: GitLabAdmin;
}

/**
 * Makes the GitLab system; it answers requests at once, pipelines run from `start` on.
 * @throws when this machine has no Git that can serve repositories
 */
export async function createGitLab(
  context: SandboxContext,
): Promise<GitLabSystem> {
  await requireGit();
  const services = createGitLabServices(context);
  const { registry, scheduler, state, storage, urls } = services;

  const router = Router();
  router.use(new GitHttp(services).router);
  router.use('/api/v4', createApi(services));
  router.use(createWebPages(services));
  const answerError: ErrorRequestHandler = (
    error,
    request,
    response,
    _next,
  ) => {
    context.log(`gitlab: ${request.method} ${request.path} failed: ${error}`);
    if (response.headersSent) {
      response.destroy();
    } else {
      response.status(500).type('text/plain').send('500 Internal Server Error');
    }
  };
  router.use(answerError);

  return {
    router,
    registry,
    repositories: {
      directoryOf(cloneUrl) {
        const path = urls.projectPathOf(cloneUrl);
        const project = path
          ? state.projects.first('path', path.toLowerCase())
          : undefined;
        return project && storage.directoryOf(project.id);
      },
    },
    admin: new GitLabAdmin(services),
    async start() {
      await services.pushes.resume();
      await scheduler.start();
    },
    async stop() {
      await scheduler.stop();
      await services.webhooks.stop();
    },
  };
}
