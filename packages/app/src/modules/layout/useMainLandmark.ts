import { RefObject, useLayoutEffect } from 'react';

/**
 * Makes an element the page's main landmark unless the page inside brings its own: some of Backstage's pages do, some
 * do not, and there must be exactly one.
 */
export function useMainLandmark(ref: RefObject<HTMLElement>) {
  useLayoutEffect(() => {
    const element = ref.current!;
    const update = () => {
      if (element.querySelector('main, [role=main]')) {
        element.removeAttribute('role');
      } else {
        element.setAttribute('role', 'main');
      }
    };
    update();
    const observer = new MutationObserver(update);
    observer.observe(element, { childList: true, subtree: true });
    return () => observer.disconnect();
  }, [ref]);
}
