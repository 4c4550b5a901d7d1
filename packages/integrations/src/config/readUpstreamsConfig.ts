import type { RootConfigService } from '@backstage/backend-plugin-api';
import { NotImplementedError } from '@backstage/errors';
import type { UpstreamsConfig } from './UpstreamsConfig';

/** Reads and validates `runway` of app-config; names every problem in one error. */
export function readUpstreamsConfig(
  _config: RootConfigService,
): UpstreamsConfig {
  throw new NotImplementedError('Being written');
}
