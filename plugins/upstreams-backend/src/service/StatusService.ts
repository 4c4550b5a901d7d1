import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import type { PlatformStatus } from '@runway/plugin-upstreams-common';

/** How the upstream systems are. Never asks them itself: it says what was last seen. */
export interface StatusService {
  /** @throws NotAllowedError */
  status(options: {
    credentials: BackstageCredentials;
  }): Promise<PlatformStatus>;
}
