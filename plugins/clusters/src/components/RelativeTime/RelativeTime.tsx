const UNITS: Array<[Intl.RelativeTimeFormatUnit, seconds: number]> = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

const relative = new Intl.RelativeTimeFormat('en', { style: 'short' });
const exact = new Intl.DateTimeFormat('en', {
  dateStyle: 'medium',
  timeStyle: 'long',
});

/** "3 min. ago", with the exact time on hover; the last minute is "just now". */
export function RelativeTime(props: { time: string }) {
  const time = new Date(props.time);
  const seconds = (time.getTime() - Date.now()) / 1000;
  const unit = UNITS.find(([, length]) => Math.abs(seconds) >= length);
  return (
    <time dateTime={props.time} title={exact.format(time)}>
      {unit
        ? relative.format(Math.trunc(seconds / unit[1]), unit[0])
        : 'just now'}
    </time>
  );
}

/** Seconds as people say them, e.g. `45 s`, `3 min 12 s`, `2 h 5 min`. */
export function formatAge(seconds: number): string {
  const parts: Array<[number, string]> = [
    [Math.floor(seconds / 3600), 'h'],
    [Math.floor((seconds % 3600) / 60), 'min'],
    [Math.round(seconds % 60), 's'],
  ];
  const first = parts.findIndex(([amount]) => amount > 0);
  return first < 0
    ? '0 s'
    : parts
        .slice(first, first + 2)
        .filter(([amount]) => amount > 0)
        .map(([amount, unit]) => `${amount} ${unit}`)
        .join(' ');
}
