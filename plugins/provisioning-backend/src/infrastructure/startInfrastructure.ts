import type {
  AuditorService,
  AuthService,
  LoggerService,
} from '@backstage/backend-plugin-api';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { Meter } from '@opentelemetry/api';
import type { Upstreams } from '@runway/integrations';
import type { RunStore } from '../database/RunStore';
import { measureRequests } from '../telemetry/measureRequests';
import { RequestTelemetry } from '../telemetry/RequestTelemetry';
import { AtlantisOrders } from './AtlantisOrders';
import type { DatabaseRequestStore } from './database/DatabaseRequestStore';
import { RequestFollower } from './RequestFollower';
import { RequestSettlement } from './RequestSettlement';

export interface InfrastructureOptions {
  requests: DatabaseRequestStore;
  store: RunStore;
  upstreams: Upstreams;
  catalog: CatalogService;
  auth: AuthService;
  auditor: AuditorService;
  logger: LoggerService;
  meter: Meter;
  signal: AbortSignal;
  /** Milliseconds since the epoch; for tests. */
  now?(): number;
}

/** What the rest of the plugin sees of requests for infrastructure. */
export interface StartedInfrastructure {
  /** Looks at every request that it is time for. */
  begin(): Promise<void>;
  /** Ends measuring; resolves once nothing is looked at here any more. */
  stop(): Promise<void>;
}

/** Follows what runs have ordered in the infrastructure repository. */
export function startInfrastructure(
  options: InfrastructureOptions,
): StartedInfrastructure {
  const { requests, meter } = options;
  const follower = new RequestFollower({
    ...options,
    orders: new AtlantisOrders(options),
    settlement: new RequestSettlement(options),
    telemetry: new RequestTelemetry(options),
  });
  const stopMeasuring = measureRequests(meter, requests, options.now);
  return {
    begin: () => follower.begin(),
    async stop() {
      stopMeasuring();
      await follower.settled();
    },
  };
}
