import type { RequestOutcome } from '../upstreams/UpstreamClient';
import { isRetryable, type UpstreamFailure } from './mapUpstreamError';
import { effectOf, type UpstreamRequest } from './UpstreamRequest';

/** What happened so far in one call: its requests, and what is known of their effect. */
export class CallRecord {
  readonly #started = performance.now();
  readonly #changes: boolean;
  #attempts = 0;
  #status: number | undefined;
  #unknown = false;
  #underWay = false;
  #failure: UpstreamFailure | undefined;

  constructor(request: UpstreamRequest<unknown>) {
    this.#changes = effectOf(request) !== 'none';
  }

  get attempts() {
    return this.#attempts;
  }

  get status() {
    return this.#status;
  }

  get durationMs() {
    return performance.now() - this.#started;
  }

  /** A request that changes something was sent and its effect is not known. Stays so whatever later requests say. */
  get outcomeUnknown() {
    return this.#unknown || (this.#changes && this.#underWay);
  }

  get failure() {
    return this.#failure;
  }

  sending() {
    this.#attempts++;
    this.#underWay = true;
    this.#status = undefined;
    this.#failure = undefined;
  }

  answered(status: number) {
    this.#status = status;
  }

  succeeded() {
    this.#underWay = false;
  }

  failed(failure: UpstreamFailure) {
    this.#underWay = false;
    this.#failure = failure;
    if (this.#changes && leavesDoubt(failure)) {
      this.#unknown = true;
    }
  }

  /** The time for the whole call is over; what the last request said stands, if it said anything. */
  ranOutOfTime() {
    this.#failure ??= {
      kind: 'timeout',
      timeoutMs: Math.round(this.durationMs),
    };
  }

  outcome(): RequestOutcome {
    const failure = this.#failure;
    switch (failure?.kind) {
      case undefined:
        return 'ok';
      case 'status':
        return failure.status >= 500 || isRetryable(failure)
          ? 'failed'
          : 'refused';
      case 'malformed':
        return 'failed';
      case 'timeout':
        return 'timeout';
      case 'unreachable':
      case 'credential':
        return 'unreachable';
      default:
        return 'rejected';
    }
  }
}

function leavesDoubt(failure: UpstreamFailure): boolean {
  switch (failure.kind) {
    case 'status':
      return failure.status >= 500 || failure.status === 408;
    case 'timeout':
    case 'malformed':
      return true;
    case 'unreachable':
      return failure.sent;
    default:
      return false;
  }
}
