/**
 * Namespaces of all clusters: how they are isolated and what is missing.
 *
 * @packageDocumentation
 */
export { clustersPlugin as default } from './plugin';
