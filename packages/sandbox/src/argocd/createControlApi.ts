import { InputError, NotFoundError } from '@backstage/errors';
import { json, Router, type ErrorRequestHandler } from 'express';
import { z } from 'zod';
import { refuseForeignPages } from '../core/refuseForeignPages';
import { mergePatch } from './api/patchApplication';
import type { ArgoCdSystem } from './ArgoCd';
import type { Application } from './model/Application';

const PatchSchema = z.strictObject({
  metadata: z
    .strictObject({
      labels: z.record(z.string(), z.string().nullable()).optional(),
      annotations: z.record(z.string(), z.string().nullable()).optional(),
    })
    .optional(),
  spec: z.record(z.string(), z.unknown()).optional(),
  status: z.record(z.string(), z.unknown()).optional(),
  operation: z.record(z.string(), z.unknown()).nullable().optional(),
});

const STATUS: Record<string, number> = { InputError: 400, NotFoundError: 404 };

/**
 * What tests and benchmarks do to applications behind Argo CD's back, to be mounted at `/sandbox/argocd`:
 * `PATCH /<instance>/applications/<name>` merges a patch into metadata, spec, status or operation and answers with
 * `{ resourceVersion }`, DELETE removes the application at once. Watchers hear of both. Errors are
 * `{ error: { name, message } }`.
 */
export function createControlApi(
  instances: Record<string, ArgoCdSystem>,
): Router {
  const router = Router();
  router.use(
    refuseForeignPages,
    json({ type: 'application/json', limit: '10mb' }),
  );
  const instance = (name: string) => {
    if (!Object.hasOwn(instances, name)) {
      throw new NotFoundError(`There is no Argo CD ${name}.`);
    }
    return instances[name];
  };

  router.patch('/:instance/applications/:name', (request, response) => {
    const parsed = PatchSchema.safeParse(request.body);
    if (!parsed.success) {
      throw new InputError(
        'The body must be a merge patch of metadata.labels, metadata.annotations, spec, status or operation',
      );
    }
    const { metadata } = instance(request.params.instance).changeApplication(
      request.params.name,
      draft => {
        const changed = mergePatch(draft, parsed.data) as Application;
        Object.assign(draft, changed);
        if (parsed.data.operation === null) {
          delete draft.operation;
        }
      },
    );
    response.json({ resourceVersion: metadata.resourceVersion });
  });
  router.delete('/:instance/applications/:name', (request, response) => {
    instance(request.params.instance).removeApplication(request.params.name);
    response.status(204).end();
  });

  const answerError: ErrorRequestHandler = (
    error: Error & { type?: string },
    _request,
    response,
    _next,
  ) => {
    const known =
      error.type === 'entity.parse.failed'
        ? new InputError('The body is not JSON')
        : error;
    response
      .status(STATUS[known.name] ?? 500)
      .json({ error: { name: known.name, message: known.message } });
  };
  router.use(answerError);
  return router;
}
