import { stringify } from 'yaml';
import type { Api } from '../data/apis';

type Schema = Record<string, unknown>;

/** The OpenAPI description of a sample API, as YAML. */
export function openApi(api: Api, description: string): string {
  const path = `/v1/${api.collection}`;
  const one = { $ref: `#/components/schemas/${api.item}` };
  const problem = (text: string) => ({
    description: text,
    content: {
      'application/problem+json': {
        schema: { $ref: '#/components/schemas/Problem' },
      },
    },
  });
  return stringify(
    {
      openapi: '3.1.0',
      info: { title: api.title, version: '1.0.0', description },
      servers: [{ url: `https://${api.name}.dev.apps.aerq.example` }],
      tags: [{ name: api.title }],
      paths: {
        [path]: {
          get: {
            operationId: `list${api.item}s`,
            summary: `List ${spaced(api.collection)}, newest first`,
            tags: [api.title],
            parameters: [
              query('limit', {
                type: 'integer',
                minimum: 1,
                maximum: 100,
                default: 20,
              }),
              query('cursor', { type: 'string' }),
            ],
            responses: {
              200: {
                description: 'A page',
                ...json({
                  type: 'object',
                  required: ['items'],
                  properties: {
                    items: { type: 'array', items: one },
                    nextCursor: { type: 'string' },
                  },
                }),
              },
              400: problem('A parameter is wrong'),
            },
          },
          ...(api.creates
            ? {
                post: {
                  operationId: `create${api.item}`,
                  summary: `Create one of the ${spaced(api.collection)}`,
                  tags: [api.title],
                  requestBody: { required: true, ...json(one) },
                  responses: {
                    201: { description: 'Created', ...json(one) },
                    422: problem('The content makes no sense'),
                  },
                },
              }
            : {}),
        },
        [`${path}/{id}`]: {
          get: {
            operationId: `get${api.item}`,
            summary: `Read one of the ${spaced(api.collection)}`,
            tags: [api.title],
            parameters: [
              {
                name: 'id',
                in: 'path',
                required: true,
                schema: { type: 'string' },
              },
            ],
            responses: {
              200: { description: 'Found', ...json(one) },
              404: problem('There is none with this id'),
            },
          },
        },
      },
      components: {
        schemas: {
          [api.item]: {
            type: 'object',
            required: Object.keys(api.fields),
            properties: {
              id: { type: 'string', readOnly: true },
              ...Object.fromEntries(
                Object.entries(api.fields).map(([name, type]) => [
                  name,
                  fieldSchema(type),
                ]),
              ),
            },
          },
          Problem: {
            type: 'object',
            description: 'What went wrong (RFC 9457)',
            required: ['title', 'status'],
            properties: {
              title: { type: 'string' },
              status: { type: 'integer' },
              detail: { type: 'string' },
            },
          },
        },
      },
    },
    { aliasDuplicateObjects: false },
  );
}

function fieldSchema(field: string): Schema {
  const [type, ...rest] = field.split(':');
  const example = rest.join(':');
  if (type === 'date-time') {
    return { type: 'string', format: 'date-time' };
  }
  if (!example) {
    return { type };
  }
  return {
    type,
    examples: [type === 'string' ? example : JSON.parse(example)],
  };
}

function json(schema: Schema) {
  return { content: { 'application/json': { schema } } };
}

function query(name: string, schema: Schema) {
  return { name, in: 'query', schema };
}

function spaced(collection: string): string {
  return collection.replace(/-/g, ' ');
}
