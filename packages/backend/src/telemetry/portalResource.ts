import type { Resource } from '@opentelemetry/resources';

/** Says whose metrics and spans these are; `OTEL_SERVICE_NAME` and `OTEL_RESOURCE_ATTRIBUTES` have the last word. */
export function portalResource(): Resource {
  const {
    defaultResource,
    detectResources,
    envDetector,
    resourceFromAttributes,
    serviceInstanceIdDetector,
  } =
    require('@opentelemetry/resources') as typeof import('@opentelemetry/resources');
  return defaultResource()
    .merge(resourceFromAttributes({ 'service.name': 'runway' }))
    .merge(
      detectResources({ detectors: [serviceInstanceIdDetector, envDetector] }),
    );
}
