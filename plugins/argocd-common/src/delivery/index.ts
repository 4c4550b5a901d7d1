export * from './application';
export * from './actions';
export * from './promotion';
export * from './permissions';
export { DeliveryClient } from './DeliveryClient';
export type { DeliveryApi } from './DeliveryClient';
