/**
 * Backstage's Kubernetes tab on the page of a service.
 *
 * @packageDocumentation
 */
export { kubernetesPlugin as default } from './plugin';
