/** An answer other than success, in Vault's shape: a status and `{ "errors": [...] }`. */
export class VaultError extends Error {
  constructor(readonly status: number, readonly errors: string[]) {
    super(errors[0] ?? `status ${status}`);
    this.name = 'VaultError';
  }
}

/** 400 with the message of a backend. */
export function invalidRequest(message: string): VaultError {
  return new VaultError(400, [message]);
}

/** The way Vault words an error of its core: a list, even of one. */
export function multiError(status: number, ...messages: string[]): VaultError {
  const count = messages.length === 1 ? '1 error' : `${messages.length} errors`;
  const lines = messages.map(message => `\t* ${message}\n`).join('');
  return new VaultError(status, [`${count} occurred:\n${lines}\n`]);
}

export function permissionDenied(): VaultError {
  return multiError(403, 'permission denied');
}
