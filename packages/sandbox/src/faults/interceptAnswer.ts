import type { ServerResponse } from 'node:http';

type Callback = (error?: Error | null) => void;

/** Who takes the answer of a handler in place of the client. */
export interface AnswerTaker {
  /** A part of the body, possibly of a stream without an end; also, without bytes, that headers are to go out. */
  part(chunk: Buffer): void;
  /** The handler has ended its answer. */
  end(): void;
}

/**
 * Lets a handler write its answer to `taker` instead of the client, without its noticing.
 * @returns gives the response its own methods back
 */
export function interceptAnswer(
  response: ServerResponse,
  taker: AnswerTaker,
): () => void {
  const take = (chunk: unknown, encoding: unknown) => {
    if (typeof chunk === 'string') {
      taker.part(Buffer.from(chunk, encodingOf(encoding)));
    } else if (chunk instanceof Uint8Array) {
      taker.part(Buffer.from(chunk));
    }
  };
  const own = {
    flushHeaders: () => taker.part(Buffer.alloc(0)),
    write: (chunk: unknown, encoding?: unknown, callback?: unknown) => {
      take(chunk, encoding);
      afterwards(encoding, callback);
      return true;
    },
    end: (chunk?: unknown, encoding?: unknown, callback?: unknown) => {
      take(chunk, encoding);
      afterwards(chunk, encoding, callback);
      taker.end();
      return response;
    },
  };
  Object.assign(response, own);
  return () => {
    for (const name of Object.keys(own) as (keyof typeof own)[]) {
      delete (response as Partial<ServerResponse>)[name];
    }
  };
}

function encodingOf(encoding: unknown): BufferEncoding {
  return typeof encoding === 'string' ? (encoding as BufferEncoding) : 'utf8';
}

function afterwards(...candidates: unknown[]) {
  const callback = candidates.find(
    (candidate): candidate is Callback => typeof candidate === 'function',
  );
  if (callback) {
    process.nextTick(callback);
  }
}
