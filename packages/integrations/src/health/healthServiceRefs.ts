import {
  coreServices,
  createServiceFactory,
  createServiceRef,
} from '@backstage/backend-plugin-api';
import { metrics } from '@opentelemetry/api';
import { rootUpstreamsServiceRef } from '../upstreamsServiceRef';
import { HealthChecks } from './HealthChecks';
import { UpstreamMonitor } from './UpstreamMonitor';

/** How the upstream systems are. Asks them as long as the backend runs, once anything uses it. */
export const upstreamMonitorServiceRef = createServiceRef<UpstreamMonitor>({
  id: 'runway.upstream-monitor',
  scope: 'root',
  defaultFactory: async service =>
    createServiceFactory({
      service,
      deps: {
        lifecycle: coreServices.rootLifecycle,
        logger: coreServices.rootLogger,
        upstreams: rootUpstreamsServiceRef,
      },
      factory({ lifecycle, logger, upstreams }) {
        const monitor = new UpstreamMonitor({
          upstreams,
          logger,
          meter: metrics.getMeter('runway-integrations'),
        });
        lifecycle.addStartupHook(() => monitor.start());
        lifecycle.addShutdownHook(() => monitor.stop());
        return monitor;
      },
    }),
});

/** Where parts of the portal say what they can't work without. */
export const healthChecksServiceRef = createServiceRef<HealthChecks>({
  id: 'runway.health-checks',
  scope: 'root',
  defaultFactory: async service =>
    createServiceFactory({
      service,
      deps: {},
      factory: () => new HealthChecks(),
    }),
});
