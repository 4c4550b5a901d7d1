/** The caller gave up, or the whole call took too long, before the request was done. */
export class CallEndedError extends Error {
  constructor() {
    super('The call ended before its request');
    this.name = 'CallEndedError';
  }
}
