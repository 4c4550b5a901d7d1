import { auditEntry } from '../__testUtils__/auditEntry';
import { EXPORT_FORMATS } from './exportFormats';

const event = (change: Parameters<typeof auditEntry>[0]) => ({
  ...auditEntry(change),
  at: '2026-11-22T12:00:00.000Z',
  endedAt: undefined,
});

describe('CSV export', () => {
  const { header, line } = EXPORT_FORMATS.csv;

  it('has as many cells as columns, quoted where needed', () => {
    const text = line(event({ error: 'said "no", twice\nand more' }));
    expect(text).toContain('"said ""no"", twice\nand more"');
    expect(text.endsWith('\r\n')).toBe(true);
    const plain = line(event({ meta: undefined }));
    expect(plain.split(',')).toHaveLength(header.split(',').length);
  });

  it.each([
    '=HYPERLINK("http://evil")',
    '+1+1',
    '-2+3',
    '@SUM(A1)',
    '|calc',
    '%0A=1',
    '\t=1',
    '\r=1',
    '  =1',
  ])('makes a formula harmless: %j', formula => {
    expect(line(event({ userAgent: formula }))).toMatch(/,"?'/);
  });

  it('leaves figures as figures', () => {
    expect(line({ ...event({}), durationMs: 250 })).toContain(',250,');
  });
});
