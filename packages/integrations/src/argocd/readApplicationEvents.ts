import { MalformedAnswerError } from '../http/MalformedAnswerError';
import { checkShape } from '../http/parseJson';
import type { UpstreamTransport } from '../http/UpstreamTransport';
import type { CallOptions } from '../upstreams/UpstreamClient';
import type { ArgoCdApplicationEvent } from './ArgoCdTypes';
import { applicationEventSchema } from './argocdSchemas';

const operation = 'streamApplications';

/** Reads Argo CD's stream: one JSON document a line. */
export async function* readApplicationEvents(
  transport: UpstreamTransport,
  path: string,
  options: CallOptions | undefined,
): AsyncGenerator<ArgoCdApplicationEvent> {
  const chunks = await transport.stream({
    operation,
    method: 'GET',
    path,
    ...options,
  });
  for await (const line of linesOf(chunks)) {
    try {
      const event = checkShape(applicationEventSchema, toJson(line));
      if ('problem' in event) {
        throw new MalformedAnswerError(`an error: ${event.problem}`, true);
      }
      yield event;
    } catch (error) {
      throw error instanceof MalformedAnswerError
        ? transport.malformed(operation, error)
        : error;
    }
  }
}

function toJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new MalformedAnswerError('a line that is not JSON', true);
  }
}

async function* linesOf(
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of chunks) {
    rest += decoder.decode(chunk, { stream: true });
    const lines = rest.split('\n');
    rest = lines.pop()!;
    yield* lines.filter(line => line.trim() !== '');
  }
  if (rest.trim() !== '') {
    yield rest;
  }
}
