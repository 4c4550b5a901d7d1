import type { BreakerState, UpstreamSystem } from '../upstreams/UpstreamClient';

/**
 * `ok` = answers in time, `degraded` = answers, but something is wrong, `down` = the portal can't work with it, `unknown` =
 * not asked yet.
 */
export type UpstreamHealthState = 'ok' | 'degraded' | 'down' | 'unknown';

/** How an instance of an upstream system is, as the portal last saw it. Times are epoch milliseconds. */
export interface UpstreamHealth {
  system: UpstreamSystem;
  instance: string;
  /** Address that people open. */
  webUrl: string;
  state: UpstreamHealthState;
  /** When it came to be in this state, as far as this process knows. */
  since?: number;
  checkedAt?: number;
  /** How long the last check took, in milliseconds. */
  latencyMs?: number;
  /** What is wrong, in a sentence without secrets; may name addresses. */
  problem?: string;
  breaker: BreakerState;
  /** Environments that need it. */
  environments: string[];
}
