import type {
  LoggerService,
  RootConfigService,
} from '@backstage/backend-plugin-api';
import { NotImplementedError } from '@backstage/errors';
import { readUpstreamsConfig } from '../config/readUpstreamsConfig';
import type { RequestRecord } from './UpstreamClient';
import type { Upstreams } from './Upstreams';

export interface UpstreamsOptions {
  logger: LoggerService;
  /** Told of every finished call, for metrics. Must not throw. */
  onRequest?(record: RequestRecord): void;
}

/** Makes the clients of all configured upstream systems; sends nothing yet. */
export function createUpstreams(
  config: RootConfigService,
  _options: UpstreamsOptions,
): Upstreams {
  readUpstreamsConfig(config);
  throw new NotImplementedError('Being written');
}
