import { formatRelativeTime } from './RelativeTime';

describe('formatRelativeTime', () => {
  const now = new Date('2026-11-22T12:00:00Z');
  it.each([
    ['2026-11-22T11:59:30Z', 'just now'],
    ['2026-11-22T11:58:30Z', '1 min. ago'],
    ['2026-11-22T09:00:00Z', '3 hr. ago'],
    ['2026-11-20T12:00:00Z', '2 days ago'],
    ['2026-10-01T12:00:00Z', '1 mo. ago'],
  ])('%s is %s', (time, text) => {
    expect(formatRelativeTime(new Date(time), now)).toBe(text);
  });
});
