import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Fault } from './FaultRule';
import { interceptAnswer } from './interceptAnswer';

/** What goes wrong with an answer that is a stream. */
export type StreamFault = Extract<Fault, { kind: `stream-${string}` }>;

/**
 * Lets events of a stream through and spoils it then. An event is a line that isn't empty and no comment (`:`), as in
 * watches of Kubernetes, in Argo CD's streams and in server-sent events.
 */
export function spoilStream(
  request: IncomingMessage,
  response: ServerResponse,
  fault: StreamFault,
): void {
  const { after = 0 } = fault;
  const own = Object.getPrototypeOf(response) as ServerResponse;
  const write = (text: string) => own.write.call(response, text, 'utf8');
  let seen = 0;
  let rest = '';
  let isOver = false;

  const finish = () => {
    isOver = true;
    rest = '';
    if (fault.kind === 'stream-end') {
      own.end.call(response, '', 'utf8');
    } else if (fault.kind !== 'stream-stall') {
      // What was written before is on its way.
      own.write.call(response, '', 'utf8', () => request.socket.destroy());
    }
  };

  const takeLine = (line: string): void => {
    if (line.trim() === '' || line.startsWith(':')) {
      write(line);
      return;
    }
    seen += 1;
    if (seen <= after) {
      write(line);
    } else if (fault.kind === 'stream-cut') {
      write(line.slice(0, Math.floor(line.length / 2)));
      finish();
    } else if (
      fault.kind === 'stream-lose' &&
      seen > after + (fault.events ?? Infinity)
    ) {
      write(line);
    }
  };

  /** Those faults that need no further event. */
  const isDone = () =>
    seen >= after &&
    (fault.kind === 'stream-end' ||
      fault.kind === 'stream-break' ||
      fault.kind === 'stream-stall');

  interceptAnswer(response, {
    part(chunk) {
      if (isOver) {
        return;
      }
      if (isDone()) {
        finish();
        return;
      }
      if (chunk.length === 0) {
        own.flushHeaders.call(response);
        return;
      }
      rest += chunk.toString('utf8');
      for (
        let end = rest.indexOf('\n');
        end >= 0 && !isOver;
        end = rest.indexOf('\n')
      ) {
        const line = rest.slice(0, end + 1);
        rest = rest.slice(end + 1);
        takeLine(line);
      }
      if (!isOver && isDone()) {
        finish();
      }
    },
    end() {
      if (!isOver) {
        isOver = true;
        own.end.call(response, rest, 'utf8');
      }
    },
  });
}
