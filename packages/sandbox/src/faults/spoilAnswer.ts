import type { IncomingMessage, ServerResponse } from 'node:http';
import { errorAnswer } from './errorAnswer';
import { interceptAnswer } from './interceptAnswer';
import type { RequestTarget } from './RequestTarget';

/** Answers with an error of the system. */
export function sendError(
  response: ServerResponse,
  status: number,
  target: RequestTarget,
  headers: Record<string, string> = {},
): void {
  const answer = errorAnswer(status, target);
  const isText = typeof answer.body === 'string';
  response.statusCode = status;
  for (const [name, value] of Object.entries({
    'Content-Type': isText ? 'text/plain' : 'application/json',
    ...answer.headers,
    ...headers,
  })) {
    response.setHeader(name, value);
  }
  response.end(isText ? answer.body : JSON.stringify(answer.body));
}

/** What the handler answers is thrown away; the client gets an error instead, once the handler has ended. */
export function replaceAnswer(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  target: RequestTarget,
): void {
  let answered = false;
  const answer = () => {
    if (answered) {
      return;
    }
    answered = true;
    restore();
    response.getHeaderNames().forEach(name => response.removeHeader(name));
    // Ends what a handler still writes to: a watch.
    sendError(response, status, target, { Connection: 'close' });
    interceptAnswer(response, { part() {}, end() {} });
  };
  const restore = interceptAnswer(response, {
    part: () => isReading(request) && answer(),
    end: answer,
  });
}

/** The client gets the beginning of what the handler answers, once the handler has ended; then the connection breaks. */
export function truncateAnswer(
  request: IncomingMessage,
  response: ServerResponse,
  bytes: number | undefined,
): void {
  const kept: Buffer[] = [];
  let isCut = false;
  const cut = () => {
    if (isCut) {
      return;
    }
    isCut = true;
    restore();
    const body = Buffer.concat(kept);
    const part = body.subarray(0, bytes ?? Math.floor(body.length / 2));
    const hasBody =
      request.method !== 'HEAD' && ![204, 304].includes(response.statusCode);
    if (part.length > 0 && hasBody) {
      // Without a length, the missing end of the last chunk shows that something is missing, however much came through.
      response.removeHeader('Content-Length');
      response.write(part, () => request.socket.destroy());
    } else {
      request.socket.destroy();
    }
    interceptAnswer(response, { part() {}, end() {} });
  };
  const restore = interceptAnswer(response, {
    part(chunk) {
      kept.push(chunk);
      const size = kept.reduce((sum, { length }) => sum + length, 0);
      if (isReading(request) && size > 0 && size >= (bytes ?? 0)) {
        cut();
      }
    },
    end: cut,
  });
}

/** There is nothing to accomplish, so an answer that is a stream needn't come to its end. */
function isReading(request: IncomingMessage): boolean {
  return request.method === 'GET' || request.method === 'HEAD';
}
