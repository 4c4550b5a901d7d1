import { getCACertificates } from 'node:tls';
import { Agent, EnvHttpProxyAgent, type Dispatcher } from 'undici';

export interface TlsOptions {
  /** PEM bundle trusted besides the public authorities. */
  ca?: string;
  /** PEM of the portal's own certificate and key. */
  cert?: string;
  key?: string;
}

/**
 * Connections of one instance. Uses the proxy of the environment where Node does so too, that is when
 * `NODE_USE_ENV_PROXY=1`.
 */
export function createDispatcher(tls: TlsOptions = {}): Dispatcher {
  const options: Agent.Options = {
    // Time limits are the transport's: they cover the whole request and differ for streams.
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: {
      ...(tls.ca && { ca: [...getCACertificates('default'), tls.ca] }),
      ...(tls.cert && { cert: tls.cert, key: tls.key }),
    },
  };
  return process.env.NODE_USE_ENV_PROXY === '1'
    ? new EnvHttpProxyAgent(options)
    : new Agent(options);
}
