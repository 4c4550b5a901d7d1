import { mockServices } from '@backstage/backend-test-utils';
import { auditEntry } from '../__testUtils__/auditEntry';
import type { AuditEntry } from './AuditEntry';
import { BufferedAuditTrail } from './BufferedAuditTrail';

/** A database that is away until the test lets it come back. */
class FakeSink {
  readonly written: AuditEntry[] = [];
  readonly batches: number[] = [];
  away = false;
  refused = 0;

  async append(entries: AuditEntry[]) {
    if (this.away) {
      throw new Error('connection refused');
    }
    this.batches.push(entries.length);
    this.written.push(...entries);
    return { refused: this.refused };
  }
}

describe('BufferedAuditTrail', () => {
  function setup(options: { capacity?: number } = {}) {
    const logger = mockServices.logger.mock();
    const trail = new BufferedAuditTrail({
      logger,
      capacity: options.capacity ?? 10_000,
      // Long enough never to pass in a test: only a full batch and closing write.
      flushMs: 600_000,
    });
    const logged = () =>
      logger.error.mock.calls.map(([message]) => message).join('\n');
    return { trail, sink: new FakeSink(), logged };
  }

  it('writes one row for an action that ends before it is written', async () => {
    const { trail, sink } = setup();
    const entry = auditEntry();
    trail.attach(sink);
    trail.record({ ...entry, status: 'initiated', endedAt: undefined });
    trail.record(entry);
    await trail.close(5_000);
    expect(sink.written).toEqual([entry]);
  });

  it('keeps what comes before there is a database, and writes in batches', async () => {
    const { trail, sink } = setup();
    const entries = Array.from({ length: 450 }, () => auditEntry());
    entries.forEach(entry => trail.record(entry));
    trail.attach(sink);
    await trail.close(5_000);
    expect(sink.written).toEqual(entries);
    expect(sink.batches).toEqual([200, 200, 50]);
  });

  it('loses nothing when the database comes back while closing, and writes late entries', async () => {
    const { trail, sink } = setup();
    sink.away = true;
    trail.attach(sink);
    const entries = Array.from({ length: 300 }, () => auditEntry());
    entries.forEach(entry => trail.record(entry));
    const closed = trail.close(10_000);
    sink.away = false;
    await closed;
    expect(sink.written).toEqual(entries);

    const late = auditEntry();
    trail.record(late);
    await trail.close(5_000);
    expect(sink.written.at(-1)).toEqual(late);
  });

  it('drops what is too much, reads first, says how much, and marks the gap', async () => {
    const { trail, sink, logged } = setup({ capacity: 100 });
    sink.away = true;
    trail.attach(sink);
    for (let index = 0; index < 90; index += 1) {
      trail.record(auditEntry({ severity: 'low' }));
    }
    for (let index = 0; index < 40; index += 1) {
      trail.record(auditEntry());
    }
    sink.away = false;
    await trail.close(5_000);
    const count = (severity: string) =>
      sink.written.filter(entry => entry.severity === severity).length;
    expect([count('low'), count('medium')]).toEqual([80, 20]);
    expect(sink.written.at(-1)).toMatchObject({
      plugin: 'audit',
      event: 'events-dropped',
      severity: 'critical',
      meta: { count: 30 },
    });
    expect(logged()).toMatch(/30 audit events were dropped/);
  });

  it('writes at once for a reader, who does not wait for a database that is away', async () => {
    const { trail, sink } = setup();
    trail.attach(sink);
    const entry = auditEntry();
    trail.record(entry);
    await trail.flush(5_000);
    expect(sink.written).toEqual([entry]);

    sink.away = true;
    trail.record(auditEntry());
    const started = Date.now();
    await trail.flush(50);
    await trail.flush(60_000);
    expect(Date.now() - started).toBeLessThan(5_000);
    sink.away = false;
    await trail.close(5_000);
    expect(sink.written).toHaveLength(2);
  });

  it('gives up in time and says what is lost', async () => {
    const { trail, sink, logged } = setup();
    sink.away = true;
    trail.attach(sink);
    trail.record(auditEntry());
    await trail.close(150);
    expect(logged()).toMatch(/1 audit events are not in the database/);
  });
});
