import { useEffect, useState } from 'react';

const HINT = 'runway-getting-started-shown';
const PATIENCE_MS = 4_000;

/**
 * Whether to keep a place free while it is not known yet if the card is shown: only where it was shown last time (or
 * may be for the first time), and not for long. The rest of the page then does not jump.
 *
 * @param isShown - undefined while it is not known
 */
export function useReservedPlace(isShown: boolean | undefined): boolean {
  const [isPatient, setPatient] = useState(
    () => localStorage.getItem(HINT) !== 'no',
  );
  useEffect(() => {
    if (isShown !== undefined) {
      localStorage.setItem(HINT, isShown ? 'yes' : 'no');
    }
  }, [isShown]);
  useEffect(() => {
    const timer = setTimeout(() => setPatient(false), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, []);
  return isShown === undefined && isPatient;
}
