/**
 * Contract between the clusters plugin's frontend and backend.
 *
 * @packageDocumentation
 */
export * from './permissions';
export * from './clusterContract';
export * from './namespaceContract';
export * from './namespaceListContract';
export { ClustersClient } from './ClustersClient';
export type { ClustersApi } from './ClustersClient';
