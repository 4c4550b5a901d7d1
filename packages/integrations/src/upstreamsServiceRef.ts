import {
  coreServices,
  createServiceFactory,
  createServiceRef,
} from '@backstage/backend-plugin-api';
import { createUpstreams } from './upstreams/createUpstreams';
import type { Upstreams } from './upstreams/Upstreams';

/**
 * The upstream systems, for a backend plugin. Works without being added to the backend: the default factory reads
 * `runway` of app-config. All plugins of a backend share the clients, so limits and circuit breakers hold for the process.
 */
export const upstreamsServiceRef = createServiceRef<Upstreams>({
  id: 'runway.upstreams',
  scope: 'plugin',
  defaultFactory: async service =>
    createServiceFactory({
      service,
      deps: {
        config: coreServices.rootConfig,
        logger: coreServices.rootLogger,
        lifecycle: coreServices.rootLifecycle,
      },
      createRootContext({ config, logger, lifecycle }) {
        const upstreams = createUpstreams(config, { logger });
        lifecycle.addShutdownHook(() => upstreams.close());
        return upstreams;
      },
      factory: (_deps, upstreams) => upstreams,
    }),
});
