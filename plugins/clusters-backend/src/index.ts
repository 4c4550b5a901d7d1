/**
 * Namespaces of all clusters: backend of the clusters plugin.
 *
 * @packageDocumentation
 */
export { clustersPlugin as default } from './plugin';
