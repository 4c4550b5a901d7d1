/** An answer of status 2xx that isn't what the upstream documents. Its message holds no values of the answer. */
export class MalformedAnswerError extends Error {
  /**
   * @param message - what is wrong, e.g. `not JSON`
   * @param repeatable - asking again may help, as when the answer was cut off
   */
  constructor(message: string, readonly repeatable: boolean) {
    super(message);
    this.name = 'MalformedAnswerError';
  }
}
