import type { FastifyInstance } from 'fastify';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { Problem } from './problems.ts';

// An example to replace. It keeps no state, so every replica gives the same answer.
const HELLO: ReadonlyMap<string, string> = new Map([
  ['da', 'Hej'],
  ['de', 'Hallo'],
  ['en', 'Hello'],
  ['es', 'Hola'],
  ['fi', 'Hei'],
  ['fr', 'Bonjour'],
  ['it', 'Ciao'],
  ['pt', 'Olá'],
]);

function greet(language: string, hello: string, name: string) {
  return { language, message: `${hello}, ${name}!` };
}

/** `/v1/greetings` as openapi.yaml describes it. */
export function addGreetings(app: FastifyInstance, sessionKey: string): void {
  app.get<{ Querystring: { limit: number; cursor?: string } }>(
    '/v1/greetings',
    {
      schema: {
        querystring: {
          type: 'object',
          properties: {
            limit: { type: 'integer', minimum: 1, maximum: 50, default: 20 },
            cursor: { type: 'string', maxLength: 200 },
          },
        },
      },
    },
    request => {
      const { limit, cursor } = request.query;
      const after = cursor === undefined ? '' : decodeCursor(cursor, sessionKey);
      if (after === undefined) {
        throw new Problem(400, 'The cursor is not one of ours; start again without it.');
      }
      const rest = [...HELLO].filter(([language]) => language > after);
      const page = rest.slice(0, limit);
      const last = page.at(-1);
      return {
        items: page.map(([language, hello]) => greet(language, hello, 'world')),
        ...(last && rest.length > limit && { nextCursor: encodeCursor(last[0], sessionKey) }),
      };
    },
  );

  app.get<{ Params: { language: string }; Querystring: { name: string } }>(
    '/v1/greetings/:language',
    {
      schema: {
        params: {
          type: 'object',
          properties: { language: { type: 'string', pattern: '^[a-z]{2}$' } },
        },
        querystring: {
          type: 'object',
          properties: { name: { type: 'string', minLength: 1, maxLength: 100, default: 'world' } },
        },
      },
    },
    request => {
      const { language } = request.params;
      const hello = HELLO.get(language);
      if (!hello) {
        throw new Problem(404, `We don't know how to greet in "${language}".`);
      }
      return greet(language, hello, request.query.name);
    },
  );
}
