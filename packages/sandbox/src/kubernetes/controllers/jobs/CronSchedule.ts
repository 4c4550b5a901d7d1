const fields: Array<{
  name: string;
  min: number;
  max: number;
  words?: string[];
}> = [
  { name: 'minute', min: 0, max: 59 },
  { name: 'hour', min: 0, max: 23 },
  { name: 'day of month', min: 1, max: 31 },
  {
    name: 'month',
    min: 1,
    max: 12,
    words: 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' '),
  },
  {
    name: 'day of week',
    min: 0,
    max: 6,
    words: 'sun mon tue wed thu fri sat'.split(' '),
  },
];

const macros: Record<string, string> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};

const minute = 60_000;
/** A schedule that doesn't come up within four years (29 February) never does. */
const horizon = 4 * 366 * 24 * 60;

/** A parsed cron expression. */
export interface CronSchedule {
  /** The first scheduled time after the given one, or undefined when there is none. @param timeZone - UTC when absent */
  next(after: Date, timeZone?: string): Date | undefined;
}

/** Parses five fields or a macro such as `@hourly`; answers what is wrong as text. */
export function parseSchedule(text: string): CronSchedule | string {
  const parts = (macros[text.trim()] ?? text).trim().split(/\s+/);
  if (parts.length !== 5) {
    return `expected exactly 5 fields, found ${parts.length}: [${parts.join(
      ' ',
    )}]`;
  }
  const sets: Array<Set<number>> = [];
  for (const [index, part] of parts.entries()) {
    const set = parseField(part, index);
    if (typeof set === 'string') {
      return set;
    }
    sets.push(set);
  }
  // When both are restricted, either day may match.
  const eitherDay = parts[2] !== '*' && parts[4] !== '*';
  return {
    next: (after, timeZone) => findNext(sets, eitherDay, after, timeZone),
  };
}

function parseField(text: string, index: number): Set<number> | string {
  const { min, max, words } = fields[index];
  const values = new Set<number>();
  const read = (word: string) => {
    const named = words?.indexOf(word.toLowerCase()) ?? -1;
    if (named >= 0) {
      return named + min;
    }
    return /^\d+$/.test(word) ? Number(word) : NaN;
  };
  for (const item of text.split(',')) {
    const [range, step = '1'] = item.split('/');
    const [low, high] =
      range === '*' || range === '?' ? [`${min}`, `${max}`] : range.split('-');
    const from = read(low);
    let to = high === undefined ? from : read(high);
    if (high === undefined && item.includes('/')) {
      to = max;
    }
    const every = Number(step);
    if (![from, to, every].every(Number.isInteger) || every < 1) {
      return `failed to parse int from ${item}: strconv.Atoi: parsing "${item}": invalid syntax`;
    }
    if (from < min) {
      return `beginning of range (${from}) below minimum (${min}): ${item}`;
    }
    if (to > max && !(index === 4 && to === 7)) {
      return `end of range (${to}) above maximum (${max}): ${item}`;
    }
    if (from > to) {
      return `beginning of range (${from}) beyond end of range (${to}): ${item}`;
    }
    for (let value = from; value <= to; value += every) {
      values.add(index === 4 ? value % 7 : value);
    }
  }
  return values;
}

function findNext(
  [minutes, hours, days, months, weekdays]: Array<Set<number>>,
  eitherDay: boolean,
  after: Date,
  timeZone = 'UTC',
): Date | undefined {
  const clock = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    weekday: 'short',
  });
  let time = Math.floor(after.getTime() / minute) * minute + minute;
  const end = time + horizon * minute;
  while (time < end) {
    const at = wallClock(clock, time);
    const byDate = days.has(at.day);
    const byWeekday = weekdays.has(at.weekday);
    const dayMatches = eitherDay ? byDate || byWeekday : byDate && byWeekday;
    if (!months.has(at.month) || !dayMatches) {
      // on to the next midnight; an hour early where clocks change
      time += Math.max(1, (23 - at.hour) * 60 + 60 - at.minute) * minute;
    } else if (!hours.has(at.hour)) {
      time += (60 - at.minute) * minute;
    } else if (!minutes.has(at.minute)) {
      time += minute;
    } else {
      return new Date(time);
    }
  }
  return undefined;
}

function wallClock(clock: Intl.DateTimeFormat, time: number) {
  const parts = Object.fromEntries(
    clock.formatToParts(time).map(({ type, value }) => [type, value]),
  );
  return {
    minute: Number(parts.minute),
    hour: Number(parts.hour),
    day: Number(parts.day),
    month: Number(parts.month),
    weekday: fields[4].words!.indexOf(parts.weekday.toLowerCase()),
  };
}
