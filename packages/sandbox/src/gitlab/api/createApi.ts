import express, { Router, type ErrorRequestHandler } from 'express';
import { ApiError } from '../ApiError';
import type { GitLabServices } from '../GitLabServices';
import { ApiRouter } from './ApiRouter';
import { addBranchRoutes } from './routes/addBranchRoutes';
import { addCommitRoutes } from './routes/addCommitRoutes';
import { addCommitStatusRoutes } from './routes/addCommitStatusRoutes';
import { addDeploymentRoutes } from './routes/addDeploymentRoutes';
import { addFileRoutes } from './routes/addFileRoutes';
import { addGroupRoutes } from './routes/addGroupRoutes';
import { addHookRoutes } from './routes/addHookRoutes';
import { addInvitationRoutes } from './routes/addInvitationRoutes';
import { addJobRoutes } from './routes/addJobRoutes';
import { addLintRoutes } from './routes/addLintRoutes';
import { addMemberRoutes } from './routes/addMemberRoutes';
import { addMergeRequestDetailRoutes } from './routes/addMergeRequestDetailRoutes';
import { addMergeRequestRoutes } from './routes/addMergeRequestRoutes';
import { addMergeRoutes } from './routes/addMergeRoutes';
import { addPipelineRoutes } from './routes/addPipelineRoutes';
import { addProjectListRoutes } from './routes/addProjectListRoutes';
import { addProjectRoutes } from './routes/addProjectRoutes';
import { addProtectedBranchRoutes } from './routes/addProtectedBranchRoutes';
import { addRepositoryRoutes } from './routes/addRepositoryRoutes';
import { addShareRoutes } from './routes/addShareRoutes';
import { addSystemRoutes } from './routes/addSystemRoutes';
import { addTagRoutes } from './routes/addTagRoutes';
import { addUserRoutes } from './routes/addUserRoutes';
import { addVariableRoutes } from './routes/addVariableRoutes';

/** The REST API, to be mounted at `/api/v4`. */
export function createApi(services: GitLabServices): Router {
  const api = new ApiRouter(services);
  addUserRoutes(api);
  addGroupRoutes(api);
  addMemberRoutes(api);
  addInvitationRoutes(api);
  addShareRoutes(api);
  addVariableRoutes(api);
  addHookRoutes(api);
  addProjectListRoutes(api);
  addProjectRoutes(api);
  addBranchRoutes(api);
  addProtectedBranchRoutes(api);
  addTagRoutes(api);
  addCommitRoutes(api);
  addCommitStatusRoutes(api);
  addFileRoutes(api);
  addRepositoryRoutes(api);
  addMergeRequestRoutes(api);
  addMergeRequestDetailRoutes(api);
  addMergeRoutes(api);
  addPipelineRoutes(api);
  addJobRoutes(api);
  addLintRoutes(api);
  addDeploymentRoutes(api);
  addSystemRoutes(api);

  const router = Router();
  router.use((request, response, next) => {
    response.set('X-Request-Id', crypto.randomUUID());
    // With `If-None-Match`, `fetch` adds `Cache-Control: no-cache` by itself. GitLab still answers 304; Express wouldn't.
    if (request.headers['if-none-match']) {
      delete request.headers['cache-control'];
    }
    next();
  });
  router.use(express.json({ limit: '50mb' }));
  router.use(express.urlencoded({ extended: true, limit: '50mb' }));
  router.use(api.router);
  router.use((_request, _response, next) => {
    next(new ApiError(404, { error: '404 Not Found' }));
  });
  router.use(answerErrors(services));
  return router;
}

function answerErrors(services: GitLabServices): ErrorRequestHandler {
  return (error, request, response, _next) => {
    if (response.headersSent) {
      response.destroy();
      return;
    }
    if (error instanceof ApiError) {
      response.status(error.status).set(error.headers).json(error.body);
      return;
    }
    // Express's own refusals, such as JSON that isn't any, carry their status.
    const { status } = error as { status?: number };
    if (status !== undefined && status < 500) {
      response.status(status).json({ error: (error as Error).message });
      return;
    }
    services.context.log(
      `gitlab: ${request.method} ${request.path} failed: ${
        (error as Error).stack
      }`,
    );
    response.status(500).json({ message: '500 Internal Server Error' });
  };
}
