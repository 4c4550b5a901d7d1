import type {
  HttpAuthService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import type { RequestHandler, Response } from 'express';
import stableStringify from 'fast-json-stable-stringify';
import type { Answer, AnswerCache } from './AnswerCache';
import type { CatalogVersion } from './CatalogVersion';
import { ReadDecisions } from './ReadDecisions';

/** What the catalog page and its filters ask for, again and again, of everything there is. */
const KEPT = ['/entity-facets', '/entities/by-query'];

/**
 * Answers from memory what was answered before, to whoever may see the same entities, as long as the catalog has not
 * changed. An answer belongs to what the policy decides, with its conditions. People only: services are not many.
 */
export function createAnswerCacheHandler(options: {
  cache: AnswerCache;
  version: Pick<CatalogVersion, 'current'>;
  httpAuth: HttpAuthService;
  permissions: PermissionsService;
}): RequestHandler {
  const { cache, version, httpAuth } = options;
  const decisions = new ReadDecisions(options.permissions);

  return (request, response, next) => {
    if (request.method !== 'GET' || !KEPT.includes(request.path)) {
      next();
      return;
    }
    const answer = async () => {
      const current = await version.current();
      if (!current) {
        return undefined;
      }
      const credentials = await httpAuth.credentials(request, {
        allow: ['user'],
      });
      const decision = await decisions.decide(credentials);
      if (decision.result === AuthorizeResult.DENY) {
        return undefined;
      }
      const key = `${stableStringify(decision)} ${request.url}`;
      const known = cache.find(current, key);
      if (!known) {
        // What is read from now on is of this version or later; later ones don't find it.
        capture(response, made => cache.keep(current, key, made));
      }
      return known;
    };
    answer().then(
      known =>
        known ? response.type(known.contentType).send(known.body) : next(),
      // Whatever is wrong, the catalog itself says it best.
      () => next(),
    );
  };
}

/** Listens to what a handler sends, without holding it up. */
function capture(response: Response, keep: (answer: Answer) => void) {
  const chunks: Buffer[] = [];
  const add = (chunk: unknown, encoding: unknown) => {
    if (typeof chunk === 'string') {
      chunks.push(
        Buffer.from(
          chunk,
          typeof encoding === 'string'
            ? (encoding as BufferEncoding)
            : undefined,
        ),
      );
    } else if (chunk instanceof Uint8Array) {
      chunks.push(Buffer.from(chunk));
    }
  };
  const { write, end } = response;
  response.write = (...args: any[]) => {
    add(args[0], args[1]);
    return Reflect.apply(write, response, args);
  };
  response.end = (...args: any[]) => {
    add(args[0], args[1]);
    if (response.statusCode === 200) {
      keep({
        contentType: String(response.getHeader('content-type')),
        body: Buffer.concat(chunks),
      });
    }
    return Reflect.apply(end, response, args);
  };
}
