import { useCallback, useEffect, useState } from 'react';

/** A request that is made at once and can be made again; the last answer stays until the next one is there. */
export interface Requested<T> {
  value?: T;
  error?: unknown;
  pending: boolean;
  again(): void;
}

/** @param request - memoized; a new function is a new request, and the old answer is dropped */
export function useRequest<T>(
  request: (signal: AbortSignal) => Promise<T>,
): Requested<T> {
  const [round, setRound] = useState(0);
  const [state, setState] = useState<{
    of: typeof request;
    round: number;
    value?: T;
    error?: unknown;
  }>({ of: request, round: -1 });

  useEffect(() => {
    const abort = new AbortController();
    const settle = (outcome: { value?: T; error?: unknown }) => {
      if (!abort.signal.aborted) {
        setState({ of: request, round, ...outcome });
      }
    };
    request(abort.signal).then(
      value => settle({ value }),
      error => settle({ error }),
    );
    return () => abort.abort();
  }, [request, round]);

  const again = useCallback(() => setRound(current => current + 1), []);
  const current = state.of === request;
  return {
    value: current ? state.value : undefined,
    error: current ? state.error : undefined,
    pending: !current || state.round !== round,
    again,
  };
}
