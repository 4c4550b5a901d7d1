/** Where a service lies in the GitOps repository; see "What lies where" in docs/architecture.md. */
export const valuesPath = (service: {
  team: string;
  name: string;
  environment: string;
}) => `services/${service.team}/${service.name}/${service.environment}.yaml`;

/** The service's Argo CD application of an environment. */
export const applicationPath = (service: {
  name: string;
  environment: string;
}) => `environments/${service.environment}/applications/${service.name}.yaml`;

/** Path of the image's tag in a values file. */
export const TAG_PATH = ['image', 'tag'];
