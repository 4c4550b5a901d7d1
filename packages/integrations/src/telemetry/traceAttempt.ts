import {
  context,
  propagation,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import type { CallRecord } from '../http/CallRecord';
import type { BreakerState, UpstreamSystem } from '../upstreams/UpstreamClient';

/** Which request of which call, as a trace shows it. Addresses and paths stay out: paths name services. */
export interface TracedAttempt {
  system: UpstreamSystem;
  instance: string;
  operation: string;
  method: string;
  /** Before the request: what the circuit breaker was about to do with it. */
  breaker: BreakerState;
}

/**
 * Runs one request to an upstream as a span, below the span that is active. The time in the queue is part of it.
 *
 * @param send - gets the headers that carry the trace to the upstream (W3C `traceparent`). They are made here, because
 * a request that had to wait is sent by the one that made room for it, in that one's context.
 */
export function traceAttempt<R>(
  attempt: TracedAttempt,
  call: CallRecord,
  send: (headers: Record<string, string>) => Promise<R>,
): Promise<R> {
  const { system, instance, operation, method, breaker } = attempt;
  return trace.getTracer('runway-integrations').startActiveSpan(
    `${system} ${operation}`,
    {
      kind: SpanKind.CLIENT,
      attributes: {
        'http.request.method': method,
        'runway.upstream.system': system,
        'runway.upstream.instance': instance,
        'runway.upstream.operation': operation,
        'runway.upstream.attempt': call.attempts + 1,
        'runway.upstream.breaker': breaker,
      },
    },
    async span => {
      const headers: Record<string, string> = {};
      propagation.inject(context.active(), headers);
      try {
        return await send(headers);
      } catch (error) {
        fail(span, call);
        throw error;
      } finally {
        if (call.status !== undefined) {
          span.setAttribute('http.response.status_code', call.status);
        }
        span.end();
      }
    },
  );
}

/** The kind of failure only: what an upstream says may be long, and is in the error that the caller gets. */
function fail(span: Span, call: CallRecord) {
  const { failure } = call;
  const type =
    failure?.kind === 'status'
      ? String(failure.status)
      : failure?.kind ?? 'aborted';
  span.setAttribute('error.type', type);
  span.setStatus({ code: SpanStatusCode.ERROR });
}
