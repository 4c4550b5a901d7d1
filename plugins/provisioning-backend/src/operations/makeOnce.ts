import { isUpstreamError } from '@runway/integrations';
import { setTimeout as sleep } from 'node:timers/promises';

const ATTEMPTS = 3;
const PAUSE_MS = 500;

/**
 * Makes what must not be made twice. When the request failed, looks whether it took effect all the same; when it didn't,
 * and nobody could know that, makes it again.
 *
 * @param find - what this run has made; undefined when there is nothing. May throw when something else is in its place.
 * @throws what `find` throws, or the last failure of `make`
 */
export async function makeOnce<T>(options: {
  find(): Promise<T | undefined>;
  make(): Promise<T>;
  signal: AbortSignal;
}): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await options.make();
    } catch (error) {
      if (!isUpstreamError(error)) {
        throw error;
      }
      const found = await find(options, error);
      if (found !== undefined) {
        return found;
      }
      if (!error.outcomeUnknown || attempt === ATTEMPTS) {
        throw error;
      }
      await sleep(PAUSE_MS * attempt, undefined, { signal: options.signal });
    }
  }
}

/** An upstream that can't be asked now leaves the first failure as the one to report. */
async function find<T>(
  options: { find(): Promise<T | undefined> },
  failure: Error,
): Promise<T | undefined> {
  try {
    return await options.find();
  } catch (error) {
    throw isUpstreamError(error) ? failure : error;
  }
}
