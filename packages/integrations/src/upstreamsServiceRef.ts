import {
  coreServices,
  createServiceFactory,
  createServiceRef,
} from '@backstage/backend-plugin-api';
import { createUpstreams } from './upstreams/createUpstreams';
import type { Upstreams } from './upstreams/Upstreams';

/**
 * Gives the upstream systems to services of the whole backend, always the same. It throws InputError when their
 * configuration is wrong; a root service must not do so while the backend starts, or the process dies without a message.
 */
export const rootUpstreamsServiceRef = createServiceRef<() => Upstreams>({
  id: 'runway.root-upstreams',
  scope: 'root',
  defaultFactory: async service =>
    createServiceFactory({
      service,
      deps: {
        config: coreServices.rootConfig,
        logger: coreServices.rootLogger,
        lifecycle: coreServices.rootLifecycle,
      },
      factory({ config, logger, lifecycle }) {
        let upstreams: Upstreams | undefined;
        lifecycle.addShutdownHook(() => upstreams?.close());
        return () => (upstreams ??= createUpstreams(config, { logger }));
      },
    }),
});

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
      deps: { upstreams: rootUpstreamsServiceRef },
      factory: ({ upstreams }) => upstreams(),
    }),
});
