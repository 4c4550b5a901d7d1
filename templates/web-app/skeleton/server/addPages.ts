import { join, relative } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

const FOR_EVER = 'public, max-age=31536000, immutable';
const ASK_EACH_TIME = 'no-cache';

/**
 * Serves what `vite build` wrote. Files in `assets/` have a hash of their content in their name, so browsers keep them for ever; all other
 * files are asked for again. An address that names no file is a page of the app, and gets `index.html`.
 *
 * @param root - absolute path of the built files
 */
export function addPages(app: FastifyInstance, root: string): void {
  app.register(fastifyStatic, {
    root,
    preCompressed: true,
    cacheControl: false,
    setHeaders(reply, path) {
      const isHashed = relative(root, path).startsWith(join('assets', '/'));
      reply.header('cache-control', isHashed ? FOR_EVER : ASK_EACH_TIME);
    },
  });

  app.setNotFoundHandler((request, reply) => {
    const isPage =
      ['GET', 'HEAD'].includes(request.method) &&
      !/\.[a-z0-9]+$/i.test(new URL(request.url, 'http://x').pathname) &&
      request.headers.accept?.includes('text/html');
    if (isPage) {
      return reply.sendFile('index.html');
    }
    // Were a missing script answered with a page, browsers of people who kept the old page open would show nothing, and say nothing.
    return reply.code(404).header('cache-control', 'no-store').send({ status: 404, title: 'Not Found' });
  });
}
