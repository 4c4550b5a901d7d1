import type { Request, Response } from 'express';
import type { UserInfo } from '../auth/UserInfo';
import { ApiError, badRequest } from '../errors/ApiError';
import { FieldErrors } from '../errors/FieldErrors';
import type { WriteContext } from '../objects/WriteContext';
import { readBody } from './readBody';
import { negotiate, type Representation } from './representation';
import type { RequestInfo } from './RequestInfo';

/** One request to the API server of a cluster, past authentication. */
export class ApiRequest {
  readonly query: URLSearchParams;
  #body: Promise<unknown> | undefined;

  constructor(
    readonly http: Request,
    readonly response: Response,
    readonly info: RequestInfo,
    readonly user: UserInfo,
  ) {
    this.query = new URL(http.url, 'http://localhost').searchParams;
  }

  get method(): string {
    return this.http.method;
  }

  get contentType(): string {
    return (this.http.headers['content-type'] ?? '').split(';')[0].trim();
  }

  get isWatch(): boolean {
    return ['true', '1'].includes(this.query.get('watch') ?? '');
  }

  get representation(): Representation {
    return negotiate(
      this.http.headers.accept,
      this.query.get('includeObject') ?? undefined,
    );
  }

  /** The parsed body, read once. @throws ApiError when it can't be read */
  body(): Promise<unknown> {
    this.#body ??= readBody(this.http);
    return this.#body;
  }

  /** A whole number of the query, or undefined. @throws ApiError 400 */
  number(name: string): number | undefined {
    const text = this.query.get(name);
    if (text === null || text === '') {
      return undefined;
    }
    if (!/^-?\d+$/.test(text)) {
      throw badRequest(`strconv.ParseInt: parsing "${text}": invalid syntax`);
    }
    return Number(text);
  }

  /** How the request wants to write. @throws ApiError 422 for values the API server doesn't know */
  writeContext(): WriteContext {
    const dryRun = this.query.getAll('dryRun');
    const fieldValidation = this.query.get('fieldValidation') || 'Warn';
    const errors = new FieldErrors();
    dryRun
      .filter(value => value !== 'All')
      .forEach(value => errors.notSupported('dryRun', [value], ['All']));
    if (!['Ignore', 'Warn', 'Strict'].includes(fieldValidation)) {
      errors.notSupported('fieldValidation', fieldValidation, [
        'Ignore',
        'Strict',
        'Warn',
      ]);
    }
    errors.throwIfAny({ group: 'meta.k8s.io', kind: 'CreateOptions' }, '');
    return {
      user: this.user,
      fieldManager: this.query.get('fieldManager') ?? this.#defaultManager(),
      dryRun: dryRun.length > 0,
      fieldValidation: fieldValidation as WriteContext['fieldValidation'],
      warn: message => this.warn(message),
    };
  }

  warn(message: string): void {
    this.response.append(
      'Warning',
      `299 - "${message.replace(/[\\"]/g, '\\$&').replace(/[\r\n]+/g, ' ')}"`,
    );
  }

  send(status: number, body: object): void {
    this.response
      .status(status)
      .set('Cache-Control', 'no-cache, private')
      .type('application/json')
      .send(JSON.stringify(body));
  }

  sendText(status: number, text: string): void {
    this.response.status(status).type('text/plain').send(text);
  }

  /** Server-side apply must name its manager itself. */
  #defaultManager(): string {
    return this.contentType === 'application/apply-patch+yaml'
      ? ''
      : (this.http.headers['user-agent'] ?? 'unknown').split('/')[0];
  }
}

/** Sends whatever went wrong as a Status. */
export function sendError(
  response: Response,
  error: unknown,
  log: (message: string) => void,
): void {
  let refusal: ApiError;
  if (error instanceof ApiError) {
    refusal = error;
  } else {
    log(
      `kubernetes: ${
        error instanceof Error ? error.stack ?? error.message : error
      }`,
    );
    refusal = new ApiError(
      500,
      'InternalError',
      `Internal error occurred: ${
        error instanceof Error ? error.message : error
      }`,
    );
  }
  if (response.headersSent) {
    response.end();
    return;
  }
  if (refusal.details?.retryAfterSeconds) {
    response.set('Retry-After', String(refusal.details.retryAfterSeconds));
  }
  response
    .status(refusal.code)
    .set('Cache-Control', 'no-cache, private')
    .type('application/json')
    .send(JSON.stringify(refusal.toStatus()));
}
