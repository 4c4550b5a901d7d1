import {
  json,
  Router,
  type NextFunction,
  type Request,
  type Response,
} from 'express';
import type { Accounts, Session } from '../auth/Accounts';
import { GrpcCode, GrpcError, invalidArgument } from './GrpcError';
import { messageOf } from '../model/messageOf';

/** Answers a request with the returned object. */
export type Handler = (
  request: Request,
  session: Session,
  response: Response,
) => object | Promise<object>;

/** Answers a request itself, bit by bit. */
export type StreamHandler = (
  request: Request,
  session: Session,
  response: Response,
) => void | Promise<void>;

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

/** Routes below `/api/v1` that want a valid token and answer as the gRPC gateway of Argo CD does. */
export class ApiRouter {
  readonly router = Router();

  constructor(private readonly accounts: Accounts) {
    this.router.use(contentType, json({ limit: '10mb', type: () => true }));
  }

  get = (path: string, handler: Handler) => this.#add('get', path, handler);
  post = (path: string, handler: Handler) => this.#add('post', path, handler);
  put = (path: string, handler: Handler) => this.#add('put', path, handler);
  patch = (path: string, handler: Handler) => this.#add('patch', path, handler);
  delete = (path: string, handler: Handler) =>
    this.#add('delete', path, handler);

  /** A route that everybody may ask; `session` is undefined for strangers. */
  open(
    path: string,
    handler: (session: Session | undefined) => object | Promise<object>,
  ) {
    this.router.get(path, async (request, response) => {
      let session: Session | undefined;
      try {
        session = this.#authenticate(request);
      } catch {
        // Strangers are welcome here.
      }
      await answer(response, async () => handler(session));
    });
  }

  stream(path: string, handler: StreamHandler) {
    this.router.get(path, async (request, response) => {
      try {
        await handler(request, this.#authenticate(request), response);
      } catch (error) {
        sendError(response, error);
      }
    });
  }

  /** Ends the chain: what no route knows, and bodies that can't be read. */
  finish() {
    this.router.use((_request: Request, response: Response) => {
      response.status(404).json({
        error: 'Not Found',
        code: GrpcCode.NotFound,
        message: 'Not Found',
      });
    });
    this.router.use(
      (
        error: Error,
        _request: Request,
        response: Response,
        _next: NextFunction,
      ) => {
        sendError(
          response,
          error instanceof SyntaxError
            ? invalidArgument(messageOf(error))
            : error,
        );
      },
    );
  }

  #add(method: Method, path: string, handler: Handler) {
    this.router[method](path, (request, response) =>
      answer(response, async () =>
        handler(request, this.#authenticate(request), response),
      ),
    );
  }

  /** @throws GrpcError Unauthenticated */
  #authenticate(request: Request): Session {
    const token =
      /^Bearer (.+)$/i.exec(request.get('authorization') ?? '')?.[1] ??
      /(?:^|;\s*)argocd\.token=([^;]+)/.exec(request.get('cookie') ?? '')?.[1];
    if (!token) {
      throw new GrpcError(GrpcCode.Unauthenticated, 'no session information');
    }
    try {
      return this.accounts.authenticate(token);
    } catch (error) {
      throw new GrpcError(
        GrpcCode.Unauthenticated,
        `invalid session: ${messageOf(error)}`,
      );
    }
  }
}

export function sendError(response: Response, error: unknown): void {
  const known =
    error instanceof GrpcError
      ? error
      : new GrpcError(GrpcCode.Unknown, (error as Error).message);
  if (response.headersSent) {
    response.end();
  } else {
    response.status(known.status).json(known.body);
  }
}

async function answer(response: Response, work: () => Promise<object>) {
  try {
    response.json(await work());
  } catch (error) {
    sendError(response, error);
  }
}

/** Argo CD refuses everything but JSON on requests that change something, as a guard against forged ones. */
function contentType(request: Request, response: Response, next: NextFunction) {
  const type = request.get('content-type')?.toLowerCase();
  if (request.method === 'GET' || type === 'application/json') {
    next();
  } else {
    response.status(415).type('text/plain').send('Invalid content type\n');
  }
}
