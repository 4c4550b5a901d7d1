import type { Operation } from './VaultRoute';

/** One request, without any value that was sent or answered. */
export interface AuditEntry {
  /** ISO 8601. */
  time: string;
  requestId: string;
  operation: Operation;
  path: string;
  status: number;
  /** Of the token, not the token itself. */
  accessor?: string;
  displayName?: string;
  policies?: string[];
}

const KEPT = 1000;

/** The last requests, in memory. */
export class AuditLog {
  readonly #entries: AuditEntry[] = [];

  add(entry: AuditEntry): void {
    this.#entries.push(entry);
    if (this.#entries.length > KEPT) {
      this.#entries.splice(0, this.#entries.length - KEPT);
    }
  }

  /** Oldest first. */
  entries(): AuditEntry[] {
    return [...this.#entries];
  }
}
