export * from './AuditClient';
export * from './permissions';
export * from './schemas';
