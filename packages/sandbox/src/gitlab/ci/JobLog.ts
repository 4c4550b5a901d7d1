/** Text of a job's log. Masked values never get in. */
export class JobLog {
  #text = '';
  readonly #secrets: string[];

  constructor(secrets: string[]) {
    // Longest first: one secret may contain another.
    this.#secrets = [...new Set(secrets.filter(Boolean))].sort(
      (one, other) => other.length - one.length,
    );
  }

  get text() {
    return this.#text;
  }

  line(text: string) {
    this.write(`${text}\n`);
  }

  write(text: string) {
    this.#text += this.#secrets.reduce(
      (shown, secret) => shown.split(secret).join('[MASKED]'),
      text,
    );
  }
}
