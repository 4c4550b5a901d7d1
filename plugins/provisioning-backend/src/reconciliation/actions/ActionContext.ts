import type { Lease } from '../../database/RunStore';
import type { Person } from '../../service/People';
import type { Finding, LedgerRow } from '../types';

/** What an action works on, under the lease of the run. May be repeated at any time. */
export interface ActionContext {
  finding: Finding;
  /** The row of the ledger; absent when there is none. */
  row: LedgerRow;
  lease: Lease;
  person: Person;
  signal: AbortSignal;
}

/** For what the ledger has no row of, only the run is known. */
export type RunContext = Omit<ActionContext, 'row'> & {
  run: LedgerRow['run'];
  row?: LedgerRow;
};
