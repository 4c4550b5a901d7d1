import { parseSchedule, type CronSchedule } from './CronSchedule';

const after = '2026-02-27T10:30:30Z';
const next = (text: string, timeZone?: string, from = after) =>
  (parseSchedule(text) as CronSchedule)
    .next(new Date(from), timeZone)
    ?.toISOString();

describe('cron schedules', () => {
  it.each([
    ['* * * * *', '2026-02-27T10:31:00.000Z'],
    ['*/15 * * * *', '2026-02-27T10:45:00.000Z'],
    ['0 2 * * *', '2026-02-28T02:00:00.000Z'],
    ['30 10 * * *', '2026-02-28T10:30:00.000Z'],
    ['0 0 1 * *', '2026-03-01T00:00:00.000Z'],
    ['0 12 * * mon-fri', '2026-02-27T12:00:00.000Z'],
    ['0 9 * * 7', '2026-03-01T09:00:00.000Z'],
    // either day when both are restricted
    ['0 0 13 * 1', '2026-03-02T00:00:00.000Z'],
    ['@daily', '2026-02-28T00:00:00.000Z'],
    ['0 0 29 feb *', '2028-02-29T00:00:00.000Z'],
    ['5,35 10-11 * * *', '2026-02-27T10:35:00.000Z'],
    ['10/20 * * * *', '2026-02-27T10:50:00.000Z'],
  ])('%s comes up at %s', (text, time) => {
    expect(next(text)).toBe(time);
  });

  it('know time zones and when clocks change', () => {
    expect(next('0 9 * * *', 'Europe/Berlin')).toBe('2026-02-28T08:00:00.000Z');
    expect(next('0 9 * * *', 'Europe/Berlin', '2026-03-28T12:00:00Z')).toBe(
      '2026-03-29T07:00:00.000Z',
    );
  });

  it('may never come up', () => {
    expect(next('0 0 31 2 *')).toBeUndefined();
  });

  it.each([
    ['* * * *', 'expected exactly 5 fields, found 4: [* * * *]'],
    ['61 * * * *', 'end of range (61) above maximum (59): 61'],
    ['* * 0 * *', 'beginning of range (0) below minimum (1): 0'],
    ['5-2 * * * *', 'beginning of range (5) beyond end of range (2): 5-2'],
    ['a * * * *', /failed to parse int from a/],
    ['*/0 * * * *', /failed to parse int from/],
  ])('%s is none', (text, problem) => {
    expect(parseSchedule(text)).toMatch(problem);
  });
});
