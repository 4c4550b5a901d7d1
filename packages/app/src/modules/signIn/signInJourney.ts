const PENDING_KEY = 'runway.sign-in.pending';
const PENDING_FOR_MS = 10 * 60_000;

/**
 * Remembers across the way to the provider and back that a sign-in was started, so that coming back without a session
 * is told instead of asking again for ever. Lives as long as the tab.
 */
export const signInJourney = {
  begin() {
    sessionStorage.setItem(PENDING_KEY, String(Date.now()));
  },
  /** Ends the journey. @returns whether one was under way */
  end(): boolean {
    const begun = Number(sessionStorage.getItem(PENDING_KEY));
    sessionStorage.removeItem(PENDING_KEY);
    return begun > 0 && Date.now() - begun < PENDING_FOR_MS;
  },
};

/** Takes the reason of a failure, which the backend adds to the address, out of it. */
export function takeErrorFromAddress(): string | undefined {
  const url = new URL(window.location.href);
  const error = url.searchParams.get('error') ?? undefined;
  if (error !== undefined) {
    url.searchParams.delete('error');
    window.history.replaceState(window.history.state, '', url);
  }
  return error;
}
