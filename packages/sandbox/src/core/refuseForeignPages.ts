import { NotAllowedError } from '@backstage/errors';
import type { RequestHandler } from 'express';

/**
 * Keeps a page from somewhere else, open in the same browser, from changing anything. A browser says where such a request
 * comes from. Programs don't; they send JSON, which a page can't do without asking first, and nobody here answers that.
 */
export const refuseForeignPages: RequestHandler = (request, response, next) => {
  const origin = request.get('origin');
  const isOwn = origin === `${request.protocol}://${request.get('host')}`;
  const isJson = Boolean(request.is('application/json'));
  const isRead = request.method === 'GET';
  // A form can't send DELETE, and a script of another page has to ask first.
  const isSafe = isRead || request.method === 'DELETE' || isJson;
  if (isOwn || isRead || (origin === undefined && isSafe)) {
    next();
    return;
  }
  const error = new NotAllowedError(
    origin === undefined
      ? 'The content type must be application/json'
      : `Requests of pages of ${origin} are refused`,
  );
  response
    .status(403)
    .json({ error: { name: error.name, message: error.message } });
};
