import type { UpstreamMonitor } from '@runway/integrations';
import type { PlatformStatus } from '@runway/plugin-upstreams-common';
import type { StatusService } from './StatusService';

/** Everything but authorization, which is `AuthorizedStatusService`'s. */
export class DefaultStatusService implements StatusService {
  constructor(
    private readonly monitor: Pick<UpstreamMonitor, 'current' | 'everyMs'>,
  ) {}

  async status(): Promise<PlatformStatus> {
    return {
      upstreams: this.monitor.current().map(seen => ({
        ...seen,
        since: iso(seen.since),
        checkedAt: iso(seen.checkedAt),
      })),
      checkedEverySeconds: this.monitor.everyMs / 1000,
    };
  }
}

const iso = (milliseconds: number | undefined) =>
  milliseconds === undefined ? undefined : new Date(milliseconds).toISOString();
