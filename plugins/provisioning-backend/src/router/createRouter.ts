import type {
  BackstageCredentials,
  BackstageUserPrincipal,
  HttpAuthService,
} from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import {
  runListQuerySchema,
  startRunSchema,
  templateValuesSchema,
} from '@runway/plugin-provisioning-common';
import express, { type Request, type Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { z } from 'zod';
import type { ProvisioningService } from '../service/ProvisioningService';

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

  const person = async (request: Request) => ({
    credentials: (await httpAuth.credentials(request, {
      allow: ['user'],
    })) as BackstageCredentials<BackstageUserPrincipal>,
  });

  router.post('/preflight', async (request, response) => {
    const who = await person(request);
    const body = parse(templateValuesSchema, request.body);
    response.json(await service.preflight(body, who));
  });

  router.post('/preview', async (request, response) => {
    const who = await person(request);
    const body = parse(templateValuesSchema, request.body);
    response.json(await service.preview(body, who));
  });

  router.post('/runs', async (request, response) => {
    const who = await person(request);
    const body = parse(startRunSchema, request.body);
    response.status(201).json(await service.start(body, who));
  });

  router.get('/runs', async (request, response) => {
    const who = await person(request);
    const query = parse(runListQuerySchema, request.query);
    response.json(await service.list(query, who));
  });

  router.get('/runs/:id', async (request, response) => {
    const who = await person(request);
    response.json(await service.get(request.params.id, who));
  });

  router.get('/runs/:id/log', async (request, response) => {
    const who = await person(request);
    const query = parse(logQuerySchema, request.query);
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

function parse<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (!result.success) {
    throw new InputError(
      result.error.issues
        .map(({ path, message }) => `${path.join('.') || 'body'}: ${message}`)
        .join('; '),
    );
  }
  return result.data;
}
