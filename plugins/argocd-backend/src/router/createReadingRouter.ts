import { HttpAuthService } from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import {
  applicationListQuerySchema,
  applicationsQuerySchema,
  serviceNameSchema,
} from '@runway/plugin-argocd-common';
import express, { Request } from 'express';
import Router from 'express-promise-router';
import { parseInput } from '../applications/parseInput';
import {
  InMemoryApplicationIndex,
  PATIENCE_MS,
} from '../feed/InMemoryApplicationIndex';
import { Lanes } from '../lane/Lanes';
import { ApplicationLists } from '../list/ApplicationLists';
import { ApplicationsService } from '../service/ApplicationsService';
import { Readers } from '../service/Readers';

/** Routes that are answered from the index: what runs where, all applications, the lane of a service. */
export function createReadingRouter(options: {
  applications: ApplicationsService;
  httpAuth: HttpAuthService;
  index: InMemoryApplicationIndex;
  lanes: Lanes;
  lists: ApplicationLists;
  readers: Readers;
}): express.Router {
  const { applications, httpAuth, index, lanes, lists, readers } = options;
  const router = Router();
  const reader = async (req: Request) => ({
    credentials: await httpAuth.credentials(req, {
      allow: ['user', 'service'],
    }),
  });

  router.get('/applications', async (req, res) => {
    const who = await reader(req);
    const { service } = parseInput(
      applicationsQuerySchema,
      req.query,
      'Query parameter',
    );
    res.json(await applications.getApplications(service, who));
  });

  router.get('/list', async (req, res) => {
    const who = await reader(req);
    const query = parseInput(
      applicationListQuerySchema,
      req.query,
      'Query parameter',
    );
    if (!(await readers.mayList(who))) {
      throw new NotAllowedError('You may not see all applications');
    }
    await index.tried(PATIENCE_MS);
    res.json(lists.list(query));
  });

  router.get('/services/:service/lane', async (req, res) => {
    const who = await reader(req);
    const service = parseInput(
      serviceNameSchema,
      req.params.service,
      'Name of the service',
    );
    res.json(await lanes.of(service, who));
  });

  return router;
}
