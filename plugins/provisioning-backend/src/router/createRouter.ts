import type { HttpAuthService } from '@backstage/backend-plugin-api';
import {
  runListQuerySchema,
  startRunSchema,
  templateValuesSchema,
} from '@runway/plugin-provisioning-common';
import express, { type Request, type Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { z } from 'zod';
import type { ProvisioningService } from '../service/ProvisioningService';
import { parseInput } from './parseInput';
import { personOf } from './personOf';

const logQuerySchema = z.object({
  after: z.coerce.number().int().min(0).optional(),
});

/** What a signed-in person may ask of provisioning. */
export function createRouter(options: {
  service: ProvisioningService;
  httpAuth: HttpAuthService;
}): Router {
  const { service, httpAuth } = options;
  const router = PromiseRouter();
  router.use(express.json({ limit: '256kb' }));

  const person = (request: Request) => personOf(httpAuth, request);

  router.post('/preflight', async (request, response) => {
    const who = await person(request);
    const body = parseInput(templateValuesSchema, request.body);
    response.json(await service.preflight(body, who));
  });

  router.post('/preview', async (request, response) => {
    const who = await person(request);
    const body = parseInput(templateValuesSchema, request.body);
    response.json(await service.preview(body, who));
  });

  router.post('/runs', async (request, response) => {
    const who = await person(request);
    const body = parseInput(startRunSchema, request.body);
    response.status(201).json(await service.start(body, who));
  });

  router.get('/runs', async (request, response) => {
    const who = await person(request);
    const query = parseInput(runListQuerySchema, request.query);
    response.json(await service.list(query, who));
  });

  router.get('/runs/:id', async (request, response) => {
    const who = await person(request);
    response.json(await service.get(request.params.id, who));
  });

  router.get('/runs/:id/log', async (request, response) => {
    const who = await person(request);
    const query = parseInput(logQuerySchema, request.query);
    response.json(await service.log(request.params.id, query, who));
  });

  router.post('/runs/:id/retry', async (request, response) => {
    const who = await person(request);
    response.json(await service.retry(request.params.id, who));
  });

  router.post('/runs/:id/undo', async (request, response) => {
    const who = await person(request);
    response.json(await service.undo(request.params.id, who));
  });

  return router;
}
