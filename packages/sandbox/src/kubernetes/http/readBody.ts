import type { IncomingMessage } from 'node:http';
import { parse as parseYaml } from 'yaml';
import { ApiError, badRequest } from '../errors/ApiError';

const limit = 3 * 1024 * 1024;

/**
 * Reads a JSON or YAML body; undefined when there is none.
 * @throws ApiError 400 when it can't be parsed, 413 when it is too large, 415 for other media types
 */
export async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > limit) {
      throw new ApiError(
        413,
        'RequestEntityTooLarge',
        `Request entity too large: limit is ${limit}`,
      );
    }
    chunks.push(chunk);
  }
  const text = Buffer.concat(chunks).toString('utf8');
  if (text.trim() === '') {
    return undefined;
  }
  const type = request.headers['content-type'] ?? 'application/json';
  if (!/json|yaml|\*\/\*|x-www-form-urlencoded/.test(type)) {
    throw new ApiError(
      415,
      'UnsupportedMediaType',
      'the body of the request was in an unknown format - accepted media types include: application/json, application/yaml',
      {},
    );
  }
  try {
    return /yaml/.test(type) && !/^\s*[{[]/.test(text)
      ? parseYaml(text)
      : JSON.parse(text);
  } catch (error) {
    throw badRequest(
      `couldn't get version/kind; json parse error: ${
        error instanceof Error ? error.message.split('\n')[0] : 'invalid'
      }`,
    );
  }
}
