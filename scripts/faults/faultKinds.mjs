/**
 * What goes wrong with a call. A fault that `lasts` is there until somebody takes it away; the others are gone after one
 * request (`slow` stays, and hurts nobody), so the run has to end well without anybody's help.
 */
const status = (code, more) => ({
  lasts: true,
  rule: { fault: { kind: 'status', status: code }, ...more },
});

export const FAULTS = {
  down: {
    lasts: true,
    // The whole system, as far as this run sees it.
    rule: { method: undefined, path: undefined, fault: { kind: 'reset' } },
  },
  hang: { lasts: true, rule: { fault: { kind: 'hang' } } },
  // The portal's token is refused from now on, as one that has expired.
  401: status(401, { method: undefined, path: undefined }),
  403: status(403),
  409: status(409),
  422: status(422),
  500: status(500),
  slow: { lasts: false, rule: { fault: { kind: 'latency', ms: 400 } } },
  429: {
    lasts: false,
    rule: {
      times: 1,
      fault: { kind: 'status', status: 429, headers: { 'Retry-After': '1' } },
    },
  },
  'did it but 500': {
    lasts: false,
    rule: { times: 1, fault: { kind: 'accomplished' } },
  },
  truncated: {
    lasts: false,
    rule: { times: 1, fault: { kind: 'truncate' } },
  },
  reset: { lasts: false, rule: { times: 1, fault: { kind: 'reset' } } },
};
