export * from './annotations';
export * from './permissions';
export * from './ProvisioningClient';
export * from './schemas';
export * from './serviceName';
export type * from './types';
