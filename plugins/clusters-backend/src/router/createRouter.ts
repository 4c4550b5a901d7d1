import type { HttpAuthService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import {
  namespaceListQuerySchema,
  namespaceRefSchema,
} from '@runway/plugin-clusters-common';
import type { Request, Router } from 'express';
import PromiseRouter from 'express-promise-router';
import type { ZodType } from 'zod';
import type { NamespacesService } from '../service/NamespacesService';

/** Routes of the plugin, all under `/api/clusters`. */
export function createRouter(options: {
  namespaces: NamespacesService;
  httpAuth: HttpAuthService;
}): Router {
  const { namespaces, httpAuth } = options;
  const router = PromiseRouter();
  const reader = async (request: Request) => ({
    credentials: await httpAuth.credentials(request, {
      allow: ['user', 'service'],
    }),
  });

  router.get('/namespaces', async (request, response) => {
    const who = await reader(request);
    const query = parse(namespaceListQuerySchema, request.query);
    response.json(await namespaces.list(query, who));
  });

  router.get('/namespaces/:cluster/:name', async (request, response) => {
    const who = await reader(request);
    const ref = parse(namespaceRefSchema, request.params);
    response.json(await namespaces.detail(ref, who));
  });

  return router;
}

/** @throws InputError that names what is wrong */
function parse<Output>(schema: ZodType<Output>, value: unknown): Output {
  const result = schema.safeParse(value);
  if (!result.success) {
    const [{ path, message }] = result.error.issues;
    throw new InputError(`Parameter "${path.join('.')}": ${message}`);
  }
  return result.data;
}
