/**
 * Contract between the Kubernetes tab and its backend. Workloads travel in the shapes of Backstage's own plugin, so that its
 * components draw them; logs and events have routes of their own.
 *
 * @packageDocumentation
 */
export * from './permissions';
export * from './podContract';
