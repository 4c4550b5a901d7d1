import {
  coreServices,
  createServiceFactory,
  createServiceRef,
} from '@backstage/backend-plugin-api';
import type { StopTelemetry } from './startTelemetry';

const telemetryShutdownRef = createServiceRef<{}>({
  id: 'runway.telemetry-shutdown',
  scope: 'root',
});

/** Sends what is left when the backend stops. */
export const telemetryShutdown = (telemetry: Promise<StopTelemetry>) =>
  createServiceFactory({
    service: telemetryShutdownRef,
    deps: { lifecycle: coreServices.rootLifecycle },
    async factory({ lifecycle }) {
      const stop = await telemetry;
      lifecycle.addShutdownHook(stop);
      return {};
    },
  });
