import type { HttpAuthService } from '@backstage/backend-plugin-api';
import {
  approveChangeSchema,
  changeListQuerySchema,
  changeSubjectSchema,
  openChangeSchema,
  rejectChangeSchema,
} from '@runway/plugin-provisioning-common';
import express, { type Request, type Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { z } from 'zod';
import { parseInput } from '../router/parseInput';
import { personOf } from '../router/personOf';
import type { ChangesService } from './service/ChangesService';

const idSchema = z.string().uuid();

/** What a signed-in person may ask of changes. */
export function createChangesRouter(options: {
  service: ChangesService;
  httpAuth: HttpAuthService;
}): Router {
  const { service, httpAuth } = options;
  const router = PromiseRouter();
  router.use(express.json({ limit: '64kb' }));

  const person = (request: Request) => personOf(httpAuth, request);
  const idOf = (request: Request) => parseInput(idSchema, request.params.id);

  router.post('/changes/plan', async (request, response) => {
    const who = await person(request);
    const body = parseInput(changeSubjectSchema, request.body);
    response.json(await service.plan(body, who));
  });

  router.post('/changes', async (request, response) => {
    const who = await person(request);
    const body = parseInput(openChangeSchema, request.body);
    response.status(201).json(await service.open(body, who));
  });

  router.get('/changes', async (request, response) => {
    const who = await person(request);
    const query = parseInput(changeListQuerySchema, request.query);
    response.json(await service.list(query, who));
  });

  router.get('/changes/:id', async (request, response) => {
    const who = await person(request);
    response.json(await service.get(idOf(request), who));
  });

  router.post('/changes/:id/approve', async (request, response) => {
    const who = await person(request);
    const body = parseInput(approveChangeSchema, request.body);
    response.json(await service.approve(idOf(request), body, who));
  });

  router.post('/changes/:id/reject', async (request, response) => {
    const who = await person(request);
    const body = parseInput(rejectChangeSchema, request.body);
    response.json(await service.reject(idOf(request), body, who));
  });

  router.post('/changes/:id/cancel', async (request, response) => {
    const who = await person(request);
    response.json(await service.cancel(idOf(request), who));
  });

  router.post('/changes/:id/retry', async (request, response) => {
    const who = await person(request);
    response.json(await service.retry(idOf(request), who));
  });

  return router;
}
