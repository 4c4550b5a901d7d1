const UNITS: Array<[Intl.RelativeTimeFormatUnit, seconds: number]> = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

const relative = new Intl.RelativeTimeFormat('en', { style: 'long' });
const exact = new Intl.DateTimeFormat('en', {
  dateStyle: 'medium',
  timeStyle: 'long',
});
const day = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
});
const clock = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });

/** "3 minutes ago"; less than a minute is "just now". */
export function formatRelativeTime(time: Date, now: Date): string {
  const seconds = (time.getTime() - now.getTime()) / 1000;
  for (const [unit, length] of UNITS) {
    if (Math.abs(seconds) >= length) {
      return relative.format(Math.trunc(seconds / length), unit);
    }
  }
  return 'just now';
}

/** The exact moment with its time zone, for tooltips and exports. */
export function formatExactTime(time: Date): string {
  return exact.format(time);
}

/** "14:03:07" in the person's time zone. */
export function formatClockTime(time: Date): string {
  return clock.format(time);
}

/** "14:03:07", with the day in front of it when that is not the day of `reference`: "23 Nov 14:03:07". */
export function formatMoment(time: Date, reference: Date): string {
  return time.toDateString() === reference.toDateString()
    ? formatClockTime(time)
    : `${day.format(time)} ${formatClockTime(time)}`;
}
