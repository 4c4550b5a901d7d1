import { lazy, Suspense, useCallback, useEffect, useState } from 'react';
import { useLocation } from 'react-router-dom';

const SearchDialog = lazy(() => import('./SearchDialog'));

/** The search dialog, loaded when it is first opened: by `open` or by Control+K (Command+K). */
export function useSearchDialog() {
  const [isOpen, setOpen] = useState<boolean>();
  const open = useCallback(() => setOpen(true), []);
  const toggle = useCallback(() => setOpen(was => !was), []);
  const { key } = useLocation();

  // A result was chosen.
  useEffect(() => setOpen(was => was && false), [key]);

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
    dialog: isOpen !== undefined && (
      <Suspense fallback={null}>
        <SearchDialog isOpen={isOpen} toggle={toggle} />
      </Suspense>
    ),
  };
}
