/**
 * Backend of the Kubernetes tab.
 *
 * @packageDocumentation
 */
export { kubernetesPlugin as default } from './plugin';
