/** The portal's credential in an instance. */
export interface Credential {
  /** Headers that carry it. @throws CredentialError when there is none right now */
  headers(signal: AbortSignal): Promise<Record<string, string>>;
  /**
   * Called when the upstream refused it.
   * @returns whether the next call of `headers` may give another one
   */
  refused(): boolean;
  /** Secrets it holds at the moment, to keep them out of messages. */
  secrets(): string[];
}

/** No credential could be had. The message says why and holds no secret. */
export class CredentialError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'CredentialError';
  }
}

/** A credential that never changes. */
export function staticCredential(
  headers: Record<string, string>,
  secret: string,
): Credential {
  return {
    headers: async () => headers,
    refused: () => false,
    secrets: () => [secret],
  };
}

/** For instances that identify the portal by its TLS certificate. */
export const noCredential: Credential = {
  headers: async () => ({}),
  refused: () => false,
  secrets: () => [],
};
