import { Router } from 'express';
import type { ApiSystems } from './ApiContext';
import { ApiRouter } from './ApiRouter';
import { applicationRoutes } from './applicationRoutes';
import { applicationSetRoutes } from './applicationSetRoutes';
import { clusterRoutes } from './clusterRoutes';
import { operationRoutes } from './operationRoutes';
import { projectRoutes } from './projectRoutes';
import { repositoryRoutes } from './repositoryRoutes';
import { resourceRoutes } from './resourceRoutes';
import { sessionRoutes } from './sessionRoutes';
import { streamRoutes } from './streamRoutes';

/** Version of Argo CD whose API this is; says that it isn't the real one. */
export const argocdVersion = 'v3.6.0+runway-sandbox';

/** Everything below `/api`. */
export function createApi(systems: ApiSystems): Router {
  const api = Router();
  const v1 = new ApiRouter(systems.accounts);
  sessionRoutes(v1, systems);
  streamRoutes(v1, systems);
  applicationRoutes(v1, systems);
  applicationSetRoutes(v1, systems);
  operationRoutes(v1, systems);
  resourceRoutes(v1, systems);
  projectRoutes(v1, systems);
  clusterRoutes(v1, systems);
  repositoryRoutes(v1, systems);
  v1.finish();
  api.use('/v1', v1.router);

  const version = new ApiRouter(systems.accounts);
  version.open('/version', async session =>
    session
      ? {
          Version: argocdVersion,
          GitTreeState: 'clean',
          GoVersion: '',
          Compiler: '',
          Platform: `${process.platform}/${process.arch}`,
          HelmVersion: await systems
            .helmVersion()
            .catch(error => error.message),
          KubectlVersion: '',
        }
      : { Version: argocdVersion },
  );
  version.finish();
  api.use(version.router);
  return api;
}
