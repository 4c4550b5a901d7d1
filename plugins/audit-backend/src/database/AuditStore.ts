import type {
  AuditEvent,
  AuditFilter,
  AuditKind,
} from '@runway/plugin-audit-common';
import type { PermissionCriteria } from '@backstage/plugin-permission-common';
import type { AuditSink } from '../recording/AuditTrail';

/** What of the trail somebody may see: everything, or actions by certain actors. */
export type Visibility = 'all' | PermissionCriteria<{ actors: string[] }>;

export interface AuditPage {
  items: AuditEvent[];
  nextCursor?: string;
}

/** The audit trail's rows. Rows are added and, when they are old, removed; never changed. */
export interface AuditStore extends AuditSink {
  /**
   * Newest first.
   *
   * @throws InputError when the cursor isn't one
   */
  list(
    query: AuditFilter & { cursor?: string; limit: number },
    visibility: Visibility,
  ): Promise<AuditPage>;
  /** Everything that matches, page by page, newest first. */
  pages(
    filter: AuditFilter,
    visibility: Visibility,
  ): AsyncGenerator<AuditEvent[]>;
  /** Kinds that occur, at most 200. */
  kinds(): Promise<AuditKind[]>;
  /**
   * Removes what began before, at most so many rows.
   *
   * @param before - epoch milliseconds
   * @param reads - only events of severity `low`
   * @returns how many rows went
   */
  prune(options: {
    before: number;
    reads: boolean;
    limit: number;
  }): Promise<number>;
}
