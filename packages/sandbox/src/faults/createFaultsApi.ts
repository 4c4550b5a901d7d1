import { InputError } from '@backstage/errors';
import { json, Router, type ErrorRequestHandler } from 'express';
import { z } from 'zod';
import type { Faults } from './Faults';
import type { FaultRuleInput } from './FaultRule';
import { refuseForeignPages } from '../core/refuseForeignPages';

const SeedSchema = z.strictObject({
  seed: z.union([z.string().min(1).max(200), z.number()]),
});

const STATUS: Record<string, number> = {
  InputError: 400,
  NotFoundError: 404,
  ConflictError: 409,
};

/**
 * The faults over HTTP, to be mounted at `/sandbox/faults`: GET lists rules and log, POST adds a rule, DELETE removes all
 * or one, `PUT seed` begins anew with a seed. Errors are `{ error: { name, message } }`.
 */
export function createFaultsApi(faults: Faults): Router {
  const router = Router();
  router.use(refuseForeignPages, json({ type: 'application/json' }));

  router.get('/', (_request, response) => {
    response.json({
      seed: faults.seed,
      faults: faults.list(),
      log: faults.log(),
    });
  });
  router.post('/', (request, response) => {
    response.status(201).json(faults.add(request.body as FaultRuleInput));
  });
  router.delete('/', (_request, response) => {
    faults.clear();
    response.status(204).end();
  });
  router.put('/seed', (request, response) => {
    const parsed = SeedSchema.safeParse(request.body);
    if (!parsed.success) {
      throw new InputError(
        'The body must be {"seed": <text or number>} and nothing else',
      );
    }
    faults.reset(parsed.data.seed);
    response.json({ seed: faults.seed });
  });
  router.delete('/:id', (request, response) => {
    faults.remove(request.params.id);
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
