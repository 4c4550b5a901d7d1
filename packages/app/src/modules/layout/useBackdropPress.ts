import { RefObject, useEffect } from 'react';

/** Calls back when a person presses beside an open modal dialog. The Escape key is the dialog element's own affair. */
export function useBackdropPress(
  dialog: RefObject<HTMLDialogElement>,
  onPress: () => void,
) {
  useEffect(() => {
    const element = dialog.current!;
    // The backdrop belongs to the dialog element, what is in the dialog does not.
    const listener = (event: MouseEvent) => {
      if (event.target === element) {
        onPress();
      }
    };
    element.addEventListener('click', listener);
    return () => element.removeEventListener('click', listener);
  }, [dialog, onPress]);
}
