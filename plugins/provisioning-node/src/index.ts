export * from './ledgerServiceRef';
export type { LedgerService } from './LedgerService';
export * from './operation';
