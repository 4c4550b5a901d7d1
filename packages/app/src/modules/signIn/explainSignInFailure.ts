/** A failed sign-in in words: what happened and what to do. */
export interface SignInFailure {
  title: string;
  advice: string;
  /** As the system said it, for the person who looks after it. */
  detail?: string;
}

const KNOWN: Array<[pattern: RegExp, title: string, advice: string]> = [
  [
    /failed to open auth popup/i,
    'The sign-in window was blocked',
    'Allow pop-ups for this page in the address bar, then try again.',
  ],
  [
    /popup was closed/i,
    'The sign-in window was closed before it was done',
    'Nothing happened. Try again.',
  ],
  [
    /access_denied|rejected by user|end-user aborted/i,
    'Sign-in was cancelled',
    'Nothing happened. Try again.',
  ],
  [
    /unable to resolve user identity|unable to sign in|no matching|missing (session|email)|profile (that )?does not contain/i,
    'Your account is not known to Runway yet',
    'You are signed in with AERQ, but the catalog has no person with your e-mail address. Ask the platform team to add you.',
  ],
  [
    /nonce|state/i,
    'The sign-in took too long or was started twice',
    'Try again.',
  ],
  [
    /failed to fetch|network|econnrefused|timed? ?out|discovery|socket|503|502/i,
    'AERQ sign-in does not answer',
    'Runway could not reach the identity provider. Wait a moment and try again; if it stays like this, tell the platform team.',
  ],
];

/** Turns what a failing sign-in throws, or what the backend put into the address, into words. */
export function explainSignInFailure(error: {
  name?: string;
  message: string;
}): SignInFailure {
  const text = `${error.name ?? ''} ${error.message}`;
  const known = KNOWN.find(([pattern]) => pattern.test(text));
  return {
    title: known?.[1] ?? 'You could not be signed in',
    advice:
      known?.[2] ?? 'Try again; if it stays like this, tell the platform team.',
    detail: error.message,
  };
}

/** The provider let the person in, but the session did not outlive the way back. */
export const SESSION_NOT_KEPT: SignInFailure = {
  title: 'You were signed in, but the session was not kept',
  advice:
    'Allow cookies for this page and try again. If it stays like this, the identity provider gives Runway no refresh token: tell the platform team.',
};
