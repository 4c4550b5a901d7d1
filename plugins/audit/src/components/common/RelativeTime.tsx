import { useEffect, useState } from 'react';
import {
  formatExactTime,
  formatRelativeTime,
} from '../../formatting/formatTime';

/** A moment as people say it, with the exact time on hover. Keeps itself up to date. */
export function RelativeTime(props: { time: string }) {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), 20_000);
    return () => clearInterval(timer);
  }, []);
  const time = new Date(props.time);
  return (
    <time dateTime={props.time} title={formatExactTime(time)}>
      {formatRelativeTime(time, now)}
    </time>
  );
}
