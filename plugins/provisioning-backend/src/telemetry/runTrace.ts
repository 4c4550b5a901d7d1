import {
  type Context,
  context,
  ROOT_CONTEXT,
  type Span,
  SpanStatusCode,
  trace,
  TraceFlags,
} from '@opentelemetry/api';
import { withSpanIdentity } from '@runway/integrations';
import { createHash } from 'node:crypto';

/** A run's (or change's) trace: its id, a UUID, without the dashes. Nothing has to be stored for a later step to join it. */
export const traceIdOf = (runId: string) => runId.replaceAll('-', '');

const tracer = () => trace.getTracer('runway-provisioning');

/**
 * @param name - of the span, which is the first of the run's (or change's) trace and ends with `work`
 * @returns what `work` returns
 */
export function traceRun<T>(
  runId: string,
  attributes: Record<string, string>,
  work: () => Promise<T>,
  name = 'run',
): Promise<T> {
  const span = withSpanIdentity(identityOf(runId), () =>
    tracer().startSpan(name, { attributes, root: true }),
  );
  return conclude(trace.setSpan(ROOT_CONTEXT, span), span, work);
}

/** A span of the run, below the first one; also after a restart and in another replica. */
export function traceInRun<T>(
  runId: string,
  name: string,
  attributes: Record<string, string>,
  work: () => Promise<T>,
): Promise<T> {
  const parent = contextOf(runId);
  const span = tracer().startSpan(name, { attributes }, parent);
  return conclude(trace.setSpan(parent, span), span, work);
}

async function conclude<T>(
  active: Context,
  span: Span,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await context.with(active, work);
  } catch (error) {
    span.setAttribute(
      'error.type',
      error instanceof Error ? error.name : 'Error',
    );
    span.setStatus({ code: SpanStatusCode.ERROR });
    throw error;
  } finally {
    span.end();
  }
}

const identityOf = (runId: string) => ({
  traceId: traceIdOf(runId),
  spanId: createHash('sha256').update(runId).digest('hex').slice(0, 16),
});

const contextOf = (runId: string) =>
  trace.setSpanContext(ROOT_CONTEXT, {
    ...identityOf(runId),
    traceFlags: TraceFlags.SAMPLED,
    isRemote: true,
  });
