import type { RootConfigService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';

/** How often the check runs, and how much it may do at a time. */
export interface ReconciliationConfig {
  everySeconds: number;
  /** Rows of the ledger compared in one pass. */
  rowsPerPass: number;
  /** Comparisons at the same time. */
  concurrency: number;
  /** When a pass stops wherever it is; the next one goes on. Milliseconds. */
  deadlineMs: number;
}

const DEFAULTS: ReconciliationConfig = {
  everySeconds: 600,
  rowsPerPass: 500,
  concurrency: 4,
  deadlineMs: 120_000,
};

/** @throws InputError when a number is not a whole one above 0 */
export function readReconciliationConfig(
  config: RootConfigService,
): ReconciliationConfig {
  const given = config.getOptionalConfig('runway.reconciliation');
  const read = (name: keyof ReconciliationConfig) => {
    const value = given?.getOptionalNumber(name) ?? DEFAULTS[name];
    if (!Number.isInteger(value) || value < 1) {
      throw new InputError(
        `runway.reconciliation.${name} must be a whole number above 0.`,
      );
    }
    return value;
  };
  return {
    everySeconds: read('everySeconds'),
    rowsPerPass: read('rowsPerPass'),
    concurrency: read('concurrency'),
    deadlineMs: read('deadlineMs'),
  };
}
