import type { HttpAuthService } from '@backstage/backend-plugin-api';
import { dryRunRequestSchema } from '@runway/plugin-provisioning-common';
import express, { type Router } from 'express';
import PromiseRouter from 'express-promise-router';
import type { DryRunService } from '../service/DryRuns';
import { parseInput } from './parseInput';
import { personOf } from './personOf';

/** What the template editor asks: the folder of a template comes with the question, so it may be large. */
export function createDryRunRouter(options: {
  service: DryRunService;
  httpAuth: HttpAuthService;
}): Router {
  const router = PromiseRouter();

  router.post(
    '/dry-run',
    express.json({ limit: '10mb' }),
    async (request, response) => {
      const who = await personOf(options.httpAuth, request);
      const body = parseInput(dryRunRequestSchema, request.body);
      response.json(await options.service.dryRun(body, who));
    },
  );

  return router;
}
