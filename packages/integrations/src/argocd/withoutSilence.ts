import { MalformedAnswerError } from '../http/MalformedAnswerError';
import type { StreamOptions } from './ArgoCdDeliveryTypes';

/**
 * Opens a stream and gives up when nothing arrives for too long. Only waiting for the server counts, not what the reader
 * does with what has come.
 * @throws MalformedAnswerError when the server was silent for too long
 */
export async function* withoutSilence(
  open: (signal: AbortSignal) => Promise<AsyncIterable<Uint8Array>>,
  { signal, idleTimeoutMs }: StreamOptions & { idleTimeoutMs: number },
): AsyncGenerator<Uint8Array> {
  const silence = new AbortController();
  const chunks = await open(
    signal ? AbortSignal.any([signal, silence.signal]) : silence.signal,
  );
  let timer: NodeJS.Timeout | undefined;
  const wait = () => {
    timer = setTimeout(() => silence.abort(), idleTimeoutMs);
  };
  try {
    wait();
    for await (const chunk of chunks) {
      clearTimeout(timer);
      yield chunk;
      wait();
    }
  } finally {
    clearTimeout(timer);
  }
  // A stream whose signal aborts ends as if it were over.
  if (silence.signal.aborted && !signal?.aborted) {
    throw new MalformedAnswerError(
      `nothing for ${idleTimeoutMs / 1000} s`,
      true,
    );
  }
}
