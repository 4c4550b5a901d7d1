import type { ZodType } from 'zod';
import { MalformedAnswerError } from '../http/MalformedAnswerError';
import { checkShape } from '../http/parseJson';
import type { UpstreamTransport } from '../http/UpstreamTransport';
import type { StreamOptions } from './ArgoCdDeliveryTypes';
import { linesOf } from './linesOf';
import { withoutSilence } from './withoutSilence';

/** Three times as long as Argo CD needs to show that it lives. */
const idleTimeoutMs = 45_000;

/** An error that arrives in the stream, instead of a result. */
export interface StreamProblem {
  problem: string;
}

/**
 * Reads one of Argo CD's streams. They are asked for as server-sent events, because only these have a sign of life: a
 * comment every 15 seconds. Without it a quiet stream and a dead one look the same. Argo CD sends nothing at all, not even
 * the status, before the first event or sign, so opening may take as long as silence may.
 */
export async function* readStream<T extends object>(
  transport: UpstreamTransport,
  request: {
    operation: string;
    path: string;
    line: ZodType<T | StreamProblem>;
  },
  options: StreamOptions = {},
): AsyncGenerator<T> {
  const { operation, path } = request;
  const open = (signal: AbortSignal) =>
    transport.stream({
      operation,
      method: 'GET',
      path,
      headers: { accept: 'text/event-stream' },
      timeoutMs: options.idleTimeoutMs ?? idleTimeoutMs,
      signal,
    });
  const chunks = withoutSilence(open, {
    idleTimeoutMs,
    ...options,
  });
  try {
    for await (const line of linesOf(chunks)) {
      const text = dataOf(line);
      if (text !== '') {
        const event = checkShape(request.line, toJson(text));
        if ('problem' in event) {
          throw new MalformedAnswerError(
            `an error: ${(event as StreamProblem).problem}`,
            true,
          );
        }
        yield event;
      }
    }
  } catch (error) {
    if (options.signal?.aborted) {
      return;
    }
    throw error instanceof MalformedAnswerError
      ? transport.malformed(operation, error)
      : error;
  }
}

/** Empty for a comment. What answers without regard to the accepted type sends the bare document. */
function dataOf(line: string): string {
  return line.startsWith(':') ? '' : line.replace(/^data:/, '').trim();
}

function toJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new MalformedAnswerError('a line that is not JSON', true);
  }
}
