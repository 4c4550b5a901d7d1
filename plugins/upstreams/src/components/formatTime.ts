const UNITS: Array<[Intl.RelativeTimeFormatUnit, seconds: number]> = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

const relative = new Intl.RelativeTimeFormat('en');
const exact = new Intl.DateTimeFormat('en', {
  dateStyle: 'medium',
  timeStyle: 'long',
});

/** "3 minutes ago"; the last minute is "just now". */
export function formatAgo(time: string, now = Date.now()): string {
  const seconds = (Date.parse(time) - now) / 1000;
  const unit = UNITS.find(([, length]) => Math.abs(seconds) >= length);
  return unit
    ? relative.format(Math.trunc(seconds / unit[1]), unit[0])
    : 'just now';
}

/** The exact moment with its time zone. */
export function formatExact(time: string): string {
  return exact.format(new Date(time));
}
