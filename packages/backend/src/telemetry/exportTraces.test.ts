import { context, propagation, trace } from '@opentelemetry/api';
import { withSpanIdentity } from '@runway/integrations';
import { exportTraces } from './exportTraces';

afterEach(() => {
  [context, propagation, trace].forEach(api => api.disable());
});

describe('exportTraces', () => {
  it('gives a span the ids that were asked for, and no other one', () => {
    exportTraces();
    const tracer = trace.getTracer('test');
    const identity = {
      traceId: '0123456789abcdef0123456789abcdef',
      spanId: '0123456789abcdef',
    };
    const asked = withSpanIdentity(identity, () => tracer.startSpan('a'));
    expect(asked.spanContext()).toMatchObject(identity);
    const child = tracer.startSpan(
      'b',
      {},
      trace.setSpan(context.active(), asked),
    );
    expect(child.spanContext().traceId).toBe(identity.traceId);
    expect(child.spanContext().spanId).toMatch(/^[0-9a-f]{16}$/);
    expect(child.spanContext().spanId).not.toBe(identity.spanId);
  });
});
