import { HttpAuthService } from '@backstage/backend-plugin-api';
import { treeQuerySchema } from '@runway/plugin-argocd-common';
import express, { Request } from 'express';
import Router from 'express-promise-router';
import { ApplicationAccess } from './ApplicationAccess';
import { ApplicationDetails } from './ApplicationDetails';
import { parseApplicationRef, parseInput } from './parseInput';

/** Routes about one application: detail, tree, diff. */
export function createApplicationsRouter(options: {
  access: ApplicationAccess;
  details: ApplicationDetails;
  httpAuth: HttpAuthService;
}): express.Router {
  const { access, details, httpAuth } = options;
  const router = Router();
  const readable = async (req: Request) => {
    const credentials = await httpAuth.credentials(req, {
      allow: ['user', 'service'],
    });
    const ref = parseApplicationRef(req.params);
    return (await access.get(ref, { credentials })).record;
  };

  router.get('/applications/:instance/:namespace/:name', async (req, res) => {
    res.json(await details.detail(await readable(req)));
  });

  router.get(
    '/applications/:instance/:namespace/:name/tree',
    async (req, res) => {
      const query = parseInput(treeQuerySchema, req.query, 'Query parameter');
      res.json(await details.tree(await readable(req), query));
    },
  );

  router.get(
    '/applications/:instance/:namespace/:name/diff',
    async (req, res) => {
      res.json(await details.diff(await readable(req)));
    },
  );

  return router;
}
