import { STATUS_CODES } from 'node:http';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** An answer other than 2xx that the caller can act on. */
export class Problem extends Error {
  readonly statusCode: number;

  constructor(statusCode: number, detail: string) {
    super(detail);
    this.statusCode = statusCode;
  }
}

function sendProblem(request: FastifyRequest, reply: FastifyReply, status: number, detail?: string) {
  return reply
    .code(status)
    .type('application/problem+json')
    .send({
      type: 'about:blank',
      title: STATUS_CODES[status] ?? 'Error',
      status,
      ...(detail && { detail }),
      requestId: request.id,
    });
}

/** Makes every error an `application/problem+json` (RFC 9457); what is our fault is logged and not told. */
export function addProblems(app: FastifyInstance): void {
  app.setNotFoundHandler((request, reply) => sendProblem(request, reply, 404, 'There is nothing here.'));

  app.setErrorHandler((error: FastifyError, request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) {
      request.log.error({ err: error }, 'request failed');
      return sendProblem(request, reply, status);
    }
    return sendProblem(request, reply, status, error.message);
  });
}
