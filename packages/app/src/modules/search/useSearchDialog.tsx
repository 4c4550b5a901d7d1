import { lazy, Suspense, useCallback, useEffect, useState } from 'react';

const SearchDialog = lazy(() => import('./SearchDialog'));

/** The search dialog, loaded when it is first opened: by `open` or by Control+K (Command+K). */
export function useSearchDialog() {
  const [isOpen, setOpen] = useState(false);
  const open = useCallback(() => setOpen(true), []);
  const close = useCallback(() => setOpen(false), []);

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (
        event.key.toLocaleLowerCase('en') === 'k' &&
        (event.metaKey || event.ctrlKey) &&
        !event.altKey &&
        !event.shiftKey
      ) {
        event.preventDefault();
        setOpen(true);
      }
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);

  return {
    open,
    /** To be rendered once. */
    dialog: isOpen && (
      <Suspense fallback={null}>
        <SearchDialog onClose={close} />
      </Suspense>
    ),
  };
}
