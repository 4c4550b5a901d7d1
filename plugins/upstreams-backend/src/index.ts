/**
 * How the upstream systems are: readiness of the portal, and what the status page shows.
 *
 * @packageDocumentation
 */
export { upstreamsFeatures as default } from './upstreamsFeatures';
