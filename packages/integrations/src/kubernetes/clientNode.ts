/**
 * `@kubernetes/client-node`, loaded with the first question to a cluster: its hundreds of models take most of a second
 * of processor time, for which nobody should wait while the portal starts.
 */
export const clientNode = () =>
  require('@kubernetes/client-node') as typeof import('@kubernetes/client-node');
