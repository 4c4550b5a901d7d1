import { Router, type Request, type Response } from 'express';
import type { Actor } from '../access/Authentication';
import { ApiError } from '../ApiError';
import type { GitLabServices } from '../GitLabServices';
import type { TokenScope } from '../state/GitLabModel';
import { ApiCall } from './ApiCall';

export type ApiHandler = (call: ApiCall) => unknown | Promise<unknown>;

/** Express routes whose handlers get an ApiCall and return what is sent as JSON. */
export class ApiRouter {
  readonly router = Router();

  constructor(private readonly services: GitLabServices) {}

  get(path: string, handler: ApiHandler) {
    this.#add('get', path, handler);
  }

  head(path: string, handler: ApiHandler) {
    this.#add('head', path, handler);
  }

  /** Answers 201 unless the handler says otherwise. */
  post(path: string, handler: ApiHandler) {
    this.#add('post', path, handler);
  }

  put(path: string, handler: ApiHandler) {
    this.#add('put', path, handler);
  }

  patch(path: string, handler: ApiHandler) {
    this.#add('patch', path, handler);
  }

  delete(path: string, handler: ApiHandler) {
    this.#add('delete', path, handler);
  }

  #add(
    method: 'get' | 'head' | 'post' | 'put' | 'patch' | 'delete',
    path: string,
    handler: ApiHandler,
  ) {
    this.router[method](path, async (request, response, next) => {
      try {
        const actor = this.#authenticate(request);
        const call = new ApiCall(this.services, request, response, actor);
        if (!actor && method !== 'get' && method !== 'head') {
          throw ApiError.unauthorized();
        }
        if (method === 'post') {
          response.status(201);
        }
        const body = await handler(call);
        send(response, body);
      } catch (error) {
        next(error);
      }
    });
  }

  #authenticate(request: Request): Actor | undefined {
    const { authentication } = this.services;
    const actor = authentication.fromRequest(request.headers, request.query);
    if (actor) {
      authentication.requireScope(actor, scopesFor(request));
    }
    return actor;
  }
}

function send(response: Response, body: unknown) {
  if (!response.headersSent && !response.writableEnded && body !== undefined) {
    response.json(body);
  }
}

const readsRepository =
  /^\/projects\/[^/]+\/repository\/(files\/|archive(\.|$)|blobs\/)/;

function scopesFor(request: Request): TokenScope[] {
  const reading = request.method === 'GET' || request.method === 'HEAD';
  if (!reading) {
    // A token may always give itself up.
    return request.path === '/personal_access_tokens/self'
      ? ['api', 'read_api', 'read_user', 'read_repository', 'write_repository']
      : ['api'];
  }
  if (request.path === '/personal_access_tokens/self') {
    return [
      'api',
      'read_api',
      'read_user',
      'read_repository',
      'write_repository',
    ];
  }
  if (/^\/users?(\/|$)/.test(request.path)) {
    return ['api', 'read_api', 'read_user'];
  }
  return readsRepository.test(request.path)
    ? ['api', 'read_api', 'read_repository']
    : ['api', 'read_api'];
}
