/**
 * Contract between the Argo CD plugin's frontend and backend.
 *
 * @packageDocumentation
 */
export * from './annotations';
export * from './permissions';
export * from './applicationsContract';
export * from './delivery';
export { ArgocdClient } from './ArgocdClient';
export type { ArgocdApi } from './ArgocdClient';
