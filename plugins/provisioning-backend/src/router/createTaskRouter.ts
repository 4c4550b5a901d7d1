import type { HttpAuthService } from '@backstage/backend-plugin-api';
import { NotAllowedError, stringifyError } from '@backstage/errors';
import {
  operationRequestSchema,
  type OperationMessage,
} from '@runway/plugin-provisioning-node';
import express, { type Router } from 'express';
import PromiseRouter from 'express-promise-router';
import type { OperationRunner } from '../service/OperationRunner';

const SCAFFOLDER = 'plugin:scaffolder';
const KEEP_ALIVE_MS = 5_000;

/**
 * What scaffolder actions ask of provisioning. The answer is a stream of JSON lines: log lines while the step works,
 * then its output or its error. When the action goes away the step stops.
 */
export function createTaskRouter(options: {
  runner: OperationRunner;
  httpAuth: HttpAuthService;
}): Router {
  const router = PromiseRouter();

  router.post(
    '/operations',
    express.json({ limit: '256kb' }),
    async (request, response) => {
      const { principal } = await options.httpAuth.credentials(request, {
        allow: ['service'],
      });
      if (principal.subject !== SCAFFOLDER) {
        throw new NotAllowedError('Only scaffolder actions run operations.');
      }
      const body = operationRequestSchema.parse(request.body);
      const gone = new AbortController();
      response.on('close', () => gone.abort());
      response.type('application/x-ndjson');
      const send = (message: OperationMessage) =>
        response.write(`${JSON.stringify(message)}\n`);
      const alive = setInterval(() => send({ type: 'alive' }), KEEP_ALIVE_MS);
      try {
        const output = await options.runner.run(
          body,
          message => send({ type: 'log', message }),
          gone.signal,
        );
        send({ type: 'output', output });
      } catch (error) {
        send({
          type: 'error',
          name: error instanceof Error ? error.name : 'Error',
          message:
            error instanceof Error ? error.message : stringifyError(error),
        });
      } finally {
        clearInterval(alive);
        response.end();
      }
    },
  );

  return router;
}
