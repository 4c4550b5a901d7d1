import { HttpAuthService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import { applicationsQuerySchema } from '@runway/plugin-argocd-common';
import express from 'express';
import Router from 'express-promise-router';
import { z } from 'zod';
import { ApplicationsService } from '../service/ApplicationsService';

/** Routes of the plugin, all under `/api/argocd`. */
export function createRouter(options: {
  applications: ApplicationsService;
  httpAuth: HttpAuthService;
}): express.Router {
  const { applications, httpAuth } = options;
  const router = Router();

  router.get('/applications', async (req, res) => {
    const credentials = await httpAuth.credentials(req, {
      allow: ['user', 'service'],
    });
    const { service } = parseQuery(applicationsQuerySchema, req.query);
    res.json(await applications.getApplications(service, { credentials }));
  });

  return router;
}

function parseQuery<Output>(schema: z.ZodType<Output>, query: unknown): Output {
  const result = schema.safeParse(query);
  if (!result.success) {
    const [issue] = result.error.issues;
    throw new InputError(
      `Query parameter "${String(issue.path[0])}" ${issue.message}`,
    );
  }
  return result.data;
}
