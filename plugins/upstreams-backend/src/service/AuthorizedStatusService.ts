import type {
  BackstageCredentials,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { upstreamsStatusReadPermission } from '@runway/plugin-upstreams-common';
import type { StatusService } from './StatusService';

/** Asks the policy before anything is said. */
export class AuthorizedStatusService implements StatusService {
  constructor(
    private readonly options: {
      inner: StatusService;
      permissions: PermissionsService;
    },
  ) {}

  async status(options: { credentials: BackstageCredentials }) {
    const [decision] = await this.options.permissions.authorize(
      [{ permission: upstreamsStatusReadPermission }],
      options,
    );
    if (decision.result !== AuthorizeResult.ALLOW) {
      throw new NotAllowedError('You may not see how the platform is.');
    }
    return this.options.inner.status(options);
  }
}
