export interface Config {
  runway?: {
    /** The check that the ledger still says what is in the upstreams. */
    reconciliation?: {
      /** How often a pass begins, in seconds; 600 when left out. */
      everySeconds?: number;
      /** Rows of the ledger compared in one pass; the next one goes on. 500 when left out. */
      rowsPerPass?: number;
      /** Comparisons at the same time; 4 when left out. */
      concurrency?: number;
      /** When a pass stops wherever it is, in milliseconds; 120000 when left out. */
      deadlineMs?: number;
    };
    /** Decommissioning and transfer of services. */
    changes?: {
      /** Whether the platform's approval must come from somebody else than who asked; true when left out. */
      fourEyes?: boolean;
    };
    /** Who may do what, by catalog group. */
    roles?: {
      /** Entity refs of groups whose members act for every team. */
      platformEngineers?: string[];
      /** Entity refs of groups whose members see figures and change nothing. */
      managers?: string[];
    };
  };
}
