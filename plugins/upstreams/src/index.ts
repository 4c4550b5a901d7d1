/**
 * How the upstream systems are.
 *
 * @packageDocumentation
 */
export { upstreamsPlugin as default } from './plugin';
