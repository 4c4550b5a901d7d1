/**
 * Catalog annotation of a component that Runway deploys; its value is the service's name, which Argo CD applications
 * carry as a label of the same key.
 */
export const SERVICE_ANNOTATION = 'runway.aerq.io/service';

/** Label of an Argo CD application that names its environment (`dev`, `staging`, ...). */
export const ENVIRONMENT_LABEL = 'runway.aerq.io/environment';

/** Label of an Argo CD application that names its service. Same key as {@link SERVICE_ANNOTATION}. */
export const SERVICE_LABEL = SERVICE_ANNOTATION;
