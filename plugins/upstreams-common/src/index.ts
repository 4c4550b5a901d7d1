/**
 * Contract between the status page and its backend.
 *
 * @packageDocumentation
 */
export * from './permissions';
export * from './statusContract';
export { UpstreamsClient } from './UpstreamsClient';
export type { UpstreamsApi } from './UpstreamsClient';
