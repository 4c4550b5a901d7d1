import { useState } from 'react';
import {
  describeError,
  type ErrorDescription,
} from '../formatting/describeError';

/**
 * Does what a button says, one at a time.
 *
 * @param onDone - gets the answer
 * @returns the name of the act that is under way, and why the last one was refused
 */
export function useAct<T>(onDone: (answer: T) => void) {
  const [pending, setPending] = useState<string>();
  const [refusal, setRefusal] = useState<ErrorDescription>();
  const act = async (name: string, work: () => Promise<T>) => {
    setPending(name);
    setRefusal(undefined);
    try {
      onDone(await work());
    } catch (error) {
      setRefusal(describeError(error));
    } finally {
      setPending(undefined);
    }
  };
  return { act, pending, refusal };
}
