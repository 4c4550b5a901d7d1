import { formatDuration } from './formatDuration';

test.each([
  [0, '0 s'],
  [0.4, '0 s'],
  [59.6, '1 min'],
  [192, '3 min 12 s'],
  [7_260, '2 h 1 min'],
  [90_061, '1 d 1 h'],
])('%s s are %s', (seconds, text) => {
  expect(formatDuration(seconds)).toBe(text);
});
