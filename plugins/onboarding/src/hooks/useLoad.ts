import { useCallback, useEffect, useState } from 'react';

/** Loads once, and again on `reload`; what was there stays until the new answer comes. */
export function useLoad<T>(load: (signal: AbortSignal) => Promise<T>) {
  const [state, setState] = useState<{ value?: T; error?: unknown }>({});
  const [round, setRound] = useState(0);
  useEffect(() => {
    const abort = new AbortController();
    load(abort.signal).then(
      value => !abort.signal.aborted && setState({ value }),
      error =>
        !abort.signal.aborted &&
        setState(before => ({ value: before.value, error })),
    );
    return () => abort.abort();
  }, [load, round]);
  const reload = useCallback(() => setRound(count => count + 1), []);
  const replace = useCallback((value: T) => setState({ value }), []);
  return { ...state, reload, replace };
}
