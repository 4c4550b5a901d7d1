import { Router, type Request, type Response } from 'express';
import express from 'express';
import type { VaultCore, VaultReply, VaultRequest } from './VaultCore';
import { VaultError } from './VaultError';

const OPERATIONS: Record<string, VaultRequest['operation']> = {
  GET: 'read',
  HEAD: 'read',
  LIST: 'list',
  // What the method LIST is called behind Node's HTTP parser: see acceptListMethod.
  LINK: 'list',
  POST: 'update',
  PUT: 'update',
  PATCH: 'patch',
  DELETE: 'delete',
};

/** Paths whose data Vault repeats beside `data`, for clients older than the envelope. */
const REPEATED =
  /^sys\/(auth|mounts|policy|capabilities|capabilities-self)(\/|$)/;

/** Translates between HTTP and the core of Vault. */
export function createHttpRouter(core: VaultCore): Router {
  const router = Router();
  router.use((_request, response, next) => {
    response.setHeader('Cache-Control', 'no-store');
    next();
  });
  router.use(express.json({ type: () => true, limit: '32mb', strict: true }));
  router.use('/v1', (request, response) => {
    try {
      send(response, request, core.handle(readRequest(request)));
    } catch (error) {
      sendError(response, error);
    }
  });
  router.use((_request: Request, response: Response) => {
    response.status(404).type('text').send('404 page not found\n');
  });
  router.use(
    // The parser's own message quotes the body, which may hold a secret.
    (_error: Error, _request: Request, response: Response, _next: unknown) => {
      sendError(
        response,
        new VaultError(400, ['failed to parse JSON input: invalid JSON']),
      );
    },
  );
  return router;
}

/** @throws VaultError when Vault would not take it as a request */
function readRequest(request: Request): VaultRequest {
  let operation = OPERATIONS[request.method];
  if (!operation) {
    throw new VaultError(405, []);
  }
  let path: string;
  try {
    path = decodeURIComponent(request.path).replace(/^\/+/, '');
  } catch {
    throw new VaultError(400, ['invalid URL escape']);
  }
  if (path.split('/').includes('..')) {
    throw new VaultError(400, ['path cannot contain parent references']);
  }
  const namespace = (request.header('X-Vault-Namespace') ?? '').replace(
    /^\/+|\/+$/g,
    '',
  );
  if (namespace !== '' && namespace !== 'root') {
    throw new VaultError(404, [
      `no handler for route "${namespace}/${path}". route entry not found.`,
    ]);
  }
  if (operation === 'read' && /^(true|1)$/i.test(String(request.query.list))) {
    operation = 'list';
  }
  if (operation === 'list' && !path.endsWith('/')) {
    path += '/';
  }
  const takesBody = operation === 'update' || operation === 'patch';
  if (takesBody && Array.isArray(request.body)) {
    throw new VaultError(400, [
      'failed to parse JSON input: expected an object',
    ]);
  }
  if (
    operation === 'patch' &&
    !/^application\/merge-patch\+json\b/.test(
      request.header('content-type') ?? '',
    )
  ) {
    throw new VaultError(415, [
      `PATCH requires Content-Type of application/merge-patch+json, provided ${
        request.header('content-type') ?? ''
      }`,
    ]);
  }
  return {
    operation,
    path,
    data: takesBody ? request.body ?? {} : { ...request.query },
    token:
      request.header('X-Vault-Token') ??
      /^Bearer (.+)$/.exec(request.header('Authorization') ?? '')?.[1],
  };
}

function send(response: Response, request: Request, reply: VaultReply) {
  response.status(reply.status);
  if (reply.raw !== undefined) {
    response.json(reply.raw);
    return;
  }
  if (reply.status === 204) {
    response.end();
    return;
  }
  const path = request.path.replace(/^\/+/, '');
  response.json({
    ...(REPEATED.test(path) ? reply.data : {}),
    request_id: reply.requestId,
    lease_id: '',
    renewable: false,
    lease_duration: 0,
    data: reply.data ?? null,
    wrap_info: null,
    warnings: reply.warnings ?? null,
    auth: reply.auth ?? null,
  });
}

function sendError(response: Response, error: unknown) {
  const known =
    error instanceof VaultError
      ? error
      : new VaultError(500, ['internal error']);
  response.status(known.status).json({ errors: known.errors });
}
