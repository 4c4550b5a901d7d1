import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import ajvFormats from 'ajv-formats';
import { parse } from 'yaml';

interface Operation {
  responses: Record<string, { $ref?: string; content?: Record<string, unknown> }>;
}

interface OpenApi {
  paths: Record<string, Record<string, Operation>>;
  components: { responses: Record<string, { content: Record<string, unknown> }> };
}

/** The document itself. */
export const openApi = parse(
  readFileSync(new URL('../openapi.yaml', import.meta.url), 'utf8'),
) as OpenApi;

const ajv = new Ajv2020({ strict: false, allErrors: true });
ajvFormats.default(ajv);
ajv.addSchema(openApi, 'openapi');

const escape = (part: string) => part.replaceAll('~', '~0').replaceAll('/', '~1');

/** Fails unless openapi.yaml allows this answer to this operation. */
export function assertAllowed(
  method: string,
  path: string,
  response: { statusCode: number; headers: Record<string, unknown>; json(): unknown },
): void {
  const documented = openApi.paths[path]?.[method]?.responses[String(response.statusCode)];
  assert.ok(documented, `openapi.yaml has no ${response.statusCode} for ${method} ${path}`);
  const pointer = documented.$ref
    ? documented.$ref.slice(1)
    : `/paths/${escape(path)}/${method}/responses/${response.statusCode}`;
  const type = String(response.headers['content-type']).split(';')[0] ?? '';
  const validate = ajv.compile({ $ref: `openapi#${pointer}/content/${escape(type)}/schema` });
  assert.ok(validate(response.json()), ajv.errorsText(validate.errors));
}
