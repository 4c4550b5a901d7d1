import { refusal } from '../__testUtils__/FakeProvisioningApi';
import { describeError } from './describeError';
import { formatBytes } from './formatBytes';
import { formatDuration } from './formatDuration';
import { formatMoment, formatRelativeTime } from './formatRelativeTime';
import { isWebAddress } from './isWebAddress';
import { describeUndo } from './resourcePresentation';

const plain = (text: string) => text.replaceAll('\u00a0', ' ');

describe('formatDuration', () => {
  it.each([
    [-5, '0 s'],
    [999, '< 1 s'],
    [59_999, '59 s'],
    [60_000, '1 min'],
    [192_000, '3 min 12 s'],
    [3_600_000, '1 h'],
    [7_500_000, '2 h 5 min'],
    [100_800_000, '1 d 4 h'],
  ])('says %d ms as %s', (milliseconds, expected) => {
    expect(plain(formatDuration(milliseconds))).toBe(expected);
  });
});

describe('formatRelativeTime', () => {
  const now = new Date('2026-11-22T12:00:00Z');
  it.each([
    ['2026-11-22T11:59:30Z', 'just now'],
    ['2026-11-22T11:57:00Z', '3 minutes ago'],
    ['2026-11-22T09:10:00Z', '2 hours ago'],
    ['2026-11-20T12:00:00Z', '2 days ago'],
    ['2024-11-20T12:00:00Z', '2 years ago'],
  ])('says %s as %s', (time, expected) => {
    expect(formatRelativeTime(new Date(time), now)).toBe(expected);
  });
});

describe('formatMoment', () => {
  it('puts the day in front when it is another one', () => {
    const reference = new Date(2026, 10, 22, 9, 0, 0);
    expect(formatMoment(new Date(2026, 10, 22, 14, 3, 7), reference)).toBe(
      '14:03:07',
    );
    expect(formatMoment(new Date(2026, 10, 23, 14, 3, 7), reference)).toBe(
      '23 Nov 14:03:07',
    );
  });
});

describe('formatBytes', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1_400, '1.4 kB'],
    [2_000_000, '2.0 MB'],
  ])('says %d as %s', (bytes, expected) => {
    expect(formatBytes(bytes)).toBe(expected);
  });
});

describe('isWebAddress', () => {
  it.each([
    ['https://gitlab.example.com/a', true],
    ['http://localhost:7100/gitlab', true],
    ['/catalog/default/component/a', true],
    ['//elsewhere.example.com', false],
    // eslint-disable-next-line no-script-url
    ['javascript:alert(1)', false],
    ['data:text/html,x', false],
    [undefined, false],
  ])('%s: %s', (url, expected) => {
    expect(isWebAddress(url)).toBe(expected);
  });
});

describe('describeError', () => {
  it.each([
    [400, 'input'],
    [403, 'denied'],
    [404, 'missing'],
    [409, 'conflict'],
    [500, 'failed'],
    [503, 'unreachable'],
  ])(
    'tells status %d as %s, in the words of the backend',
    async (status, kind) => {
      expect(
        describeError(await refusal(status, 'SomeError', 'Do this instead.')),
      ).toEqual({
        kind,
        message: 'Do this instead.',
        reference: `SomeError, status ${status}`,
      });
    },
  );

  it('says that nobody answered', () => {
    expect(describeError(new TypeError('Failed to fetch'))).toEqual({
      kind: 'unreachable',
      message: expect.stringContaining('Runway did not answer'),
    });
  });
});

describe('describeUndo', () => {
  it('keeps what was there before and looks for what may be there', () => {
    expect(describeUndo({ kind: 'namespace', state: 'shared' })).toMatch(
      /^Kept/,
    );
    expect(describeUndo({ kind: 'gitlab-project', state: 'intended' })).toMatch(
      /^Looked for/,
    );
    expect(describeUndo({ kind: 'gitlab-project', state: 'orphaned' })).toMatch(
      /^Deleted/,
    );
  });
});
