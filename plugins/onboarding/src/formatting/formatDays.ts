const HOUR_MS = 3600 * 1000;

/** "5 hours", "1 day", "12 days"; less than an hour is "less than an hour". */
export function formatSpan(milliseconds: number): string {
  const hours = Math.floor(milliseconds / HOUR_MS);
  if (hours < 1) {
    return 'less than an hour';
  }
  return hours < 48
    ? plural(hours, 'hour')
    : plural(Math.floor(hours / 24), 'day');
}

/** "2.5 days" */
export const formatDays = (days: number) => `${days.toFixed(1)} days`;

/** "22 Nov 2026, 14:05" in the zone of whoever looks. */
export const formatMoment = (time: string) => moment.format(new Date(time));

const moment = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
});

const plural = (count: number, unit: string) =>
  `${count} ${unit}${count === 1 ? '' : 's'}`;
