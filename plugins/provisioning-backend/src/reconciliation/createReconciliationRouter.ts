import type { HttpAuthService } from '@backstage/backend-plugin-api';
import {
  differenceListQuerySchema,
  resolveDifferenceSchema,
} from '@runway/plugin-provisioning-common';
import express, { type Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { z } from 'zod';
import { parseInput } from '../router/parseInput';
import { personOf } from '../router/personOf';
import type { ReconciliationService } from './ReconciliationService';

const idSchema = z.string().uuid();

/** What the platform team may ask about differences between the ledger and the upstreams. */
export function createReconciliationRouter(options: {
  service: ReconciliationService;
  httpAuth: HttpAuthService;
}): Router {
  const { service, httpAuth } = options;
  const router = PromiseRouter();
  const json = express.json({ limit: '8kb' });

  router.get('/reconciliation', async (request, response) => {
    const who = await personOf(httpAuth, request);
    const query = parseInput(differenceListQuerySchema, request.query);
    response.json(await service.get(query, who));
  });

  router.post('/reconciliation/check', async (request, response) => {
    const who = await personOf(httpAuth, request);
    response.status(202).json(await service.checkNow(who));
  });

  router.post(
    '/reconciliation/differences/:id/resolve',
    json,
    async (request, response) => {
      const who = await personOf(httpAuth, request);
      const id = parseInput(idSchema, request.params.id);
      const { action } = parseInput(resolveDifferenceSchema, request.body);
      response.json(await service.resolve(id, action, who));
    },
  );

  return router;
}
