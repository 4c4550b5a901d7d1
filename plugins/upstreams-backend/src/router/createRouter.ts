import type { HttpAuthService } from '@backstage/backend-plugin-api';
import type { Router } from 'express';
import PromiseRouter from 'express-promise-router';
import type { StatusService } from '../service/StatusService';

/** Routes of the plugin, all under `/api/upstreams`. */
export function createRouter(options: {
  status: StatusService;
  httpAuth: HttpAuthService;
}): Router {
  const { status, httpAuth } = options;
  const router = PromiseRouter();

  router.get('/status', async (request, response) => {
    const credentials = await httpAuth.credentials(request, {
      allow: ['user', 'service'],
    });
    response.json(await status.status({ credentials }));
  });

  return router;
}
