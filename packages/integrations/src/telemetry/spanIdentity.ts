import { context, createContextKey } from '@opentelemetry/api';
import { randomBytes } from 'node:crypto';

/** Which ids a span is to get. */
export interface SpanIdentity {
  /** 32 hexadecimal digits. */
  traceId: string;
  /** 16 hexadecimal digits. */
  spanId: string;
}

const KEY = createContextKey('runway.span-identity');

/** Whatever span is started inside gets these ids, when {@link identityGenerator} is in use. */
export function withSpanIdentity<T>(identity: SpanIdentity, start: () => T): T {
  return context.with(context.active().setValue(KEY, identity), start);
}

/**
 * Generator for OpenTelemetry's tracer provider: random ids, unless {@link withSpanIdentity} says which. That is how work
 * which goes on after a restart, or in another replica, joins a trace without anything that has to be stored.
 */
export const identityGenerator = {
  generateTraceId: () => asked()?.traceId ?? randomHex(16),
  generateSpanId: () => asked()?.spanId ?? randomHex(8),
};

const asked = () => context.active().getValue(KEY) as SpanIdentity | undefined;

const randomHex = (bytes: number) => randomBytes(bytes).toString('hex');
