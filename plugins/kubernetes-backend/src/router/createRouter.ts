import type { HttpAuthService } from '@backstage/backend-plugin-api';
import { stringifyEntityRef } from '@backstage/catalog-model';
import { InputError, NotFoundError } from '@backstage/errors';
import {
  podLogQuerySchema,
  podRefSchema,
} from '@runway/plugin-kubernetes-common';
import { json, type Request, type Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { z, type ZodType } from 'zod';
import type { KubernetesService } from '../service/KubernetesService';

/** Backstage's client sends the whole entity; only its name is believed. */
const objectsBodySchema = z.object({
  entity: z.object({
    kind: z.string(),
    metadata: z.object({
      name: z.string(),
      namespace: z.string().optional(),
    }),
  }),
});

/** Routes of the plugin, all under `/api/kubernetes`. The first two are as Backstage's frontend expects them. */
export function createRouter(options: {
  service: KubernetesService;
  httpAuth: HttpAuthService;
}): Router {
  const { service, httpAuth } = options;
  const router = PromiseRouter();
  const reader = async (request: Request) => ({
    credentials: await httpAuth.credentials(request, {
      allow: ['user', 'service'],
    }),
  });

  router.get('/clusters', async (request, response) => {
    const items = await service.clusters(await reader(request));
    response.json({ items });
  });

  router.post(
    '/services/:name',
    json({ limit: '1mb' }),
    async (request, response) => {
      const who = await reader(request);
      const { entity } = parse(objectsBodySchema, request.body);
      const { kind, metadata } = entity;
      const ref = stringifyEntityRef({ kind, ...metadata });
      const answer = service.objects(ref, who);
      response.json(
        await answer.catch(error => {
          // Backstage's client takes 404 for a backend that isn't installed.
          throw error instanceof NotFoundError
            ? new InputError(error.message)
            : error;
        }),
      );
    },
  );

  router.get(
    '/pods/:environment/:namespace/:pod/log',
    async (request, response) => {
      const who = await reader(request);
      const ref = parse(podRefSchema, request.params);
      const query = parse(podLogQuerySchema, request.query);
      response.json(await service.podLog(ref, query, who));
    },
  );

  router.get(
    '/pods/:environment/:namespace/:pod/events',
    async (request, response) => {
      const who = await reader(request);
      const ref = parse(podRefSchema, request.params);
      response.json({ items: await service.podEvents(ref, who) });
    },
  );

  return router;
}

/** @throws InputError that names what is wrong */
function parse<Output>(
  schema: ZodType<Output, unknown>,
  value: unknown,
): Output {
  const result = schema.safeParse(value);
  if (!result.success) {
    const [{ path, message }] = result.error.issues;
    throw new InputError(`Parameter "${path.join('.')}": ${message}`);
  }
  return result.data;
}
