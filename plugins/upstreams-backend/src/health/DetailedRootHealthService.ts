import {
  coreServices,
  createServiceFactory,
  type RootHealthService,
  type RootLifecycleService,
} from '@backstage/backend-plugin-api';
import type { JsonObject } from '@backstage/types';
import {
  type HealthChecks,
  healthChecksServiceRef,
  type UpstreamMonitor,
  upstreamMonitorServiceRef,
} from '@runway/integrations';

/**
 * Liveness and readiness of the portal. Readiness says how the upstream systems are, but does not depend on them: without
 * them the portal still shows what it has, and taking it away would help nobody. Anybody may ask, so it names systems and
 * states, and neither addresses nor messages.
 */
export class DetailedRootHealthService implements RootHealthService {
  #phase: 'starting' | 'up' | 'stopping' = 'starting';

  constructor(
    private readonly options: {
      lifecycle: RootLifecycleService;
      monitor: Pick<UpstreamMonitor, 'current'>;
      checks: Pick<HealthChecks, 'results'>;
    },
  ) {
    options.lifecycle.addStartupHook(() => {
      this.#phase = 'up';
    });
    options.lifecycle.addBeforeShutdownHook(() => {
      this.#phase = 'stopping';
    });
  }

  async getLiveness() {
    return { status: 200, payload: { status: 'ok' } };
  }

  async getReadiness() {
    if (this.#phase !== 'up') {
      const message =
        this.#phase === 'starting'
          ? 'Backend has not started yet'
          : 'Backend is shutting down';
      return { status: 503, payload: { status: 'error', message } };
    }
    const checks = await this.options.checks.results();
    const isWell = checks.every(({ state }) => state === 'ok');
    const payload: JsonObject = {
      status: isWell ? 'ok' : 'error',
      checks: Object.fromEntries(
        checks.map(({ name, state }) => [name, state]),
      ),
      upstreams: this.#upstreams(),
    };
    return { status: isWell ? 200 : 503, payload };
  }

  #upstreams(): JsonObject[] {
    return this.options.monitor
      .current()
      .map(({ system, instance, state, since, checkedAt, breaker }) => ({
        system,
        instance,
        state,
        breaker,
        ...(since && { since: new Date(since).toISOString() }),
        ...(checkedAt && {
          ageSeconds: Math.round((Date.now() - checkedAt) / 1000),
        }),
      }));
  }
}

/** In place of Backstage's own, which knows only whether the backend has started. */
export const detailedRootHealthServiceFactory = createServiceFactory({
  service: coreServices.rootHealth,
  deps: {
    checks: healthChecksServiceRef,
    lifecycle: coreServices.rootLifecycle,
    monitor: upstreamMonitorServiceRef,
  },
  factory: deps => new DetailedRootHealthService(deps),
});
