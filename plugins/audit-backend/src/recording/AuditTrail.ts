import type { AuditEntry } from './AuditEntry';

/** Keeps entries for good. */
export interface AuditSink {
  /**
   * Writing an entry again changes nothing.
   *
   * @returns how many entries can't be written, now or later
   * @throws when none was written and trying again may help
   */
  append(entries: AuditEntry[]): Promise<{ refused: number }>;
}

/** Takes entries without making anybody wait, and hands them to the database in batches. */
export interface AuditTrail {
  /** Never throws and never waits. Further entries are dropped, counted and logged while too many are waiting. */
  record(entry: AuditEntry): void;
  /** From now on entries go here; those that came before it are waiting. */
  attach(sink: AuditSink): void;
  /** Resolves when what came before is written, or after that long; a database that is away isn't waited for. */
  flush(timeoutMs: number): Promise<void>;
  /** Writes what is waiting, at most for that long. Entries that come later are still written, at once. */
  close(timeoutMs: number): Promise<void>;
}
