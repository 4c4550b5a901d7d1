import {
  formatExactTime,
  formatRelativeTime,
} from '../../formatting/formatRelativeTime';
import { useNow } from '../../hooks/useNow';

/** A moment as people say it, with the exact time on hover. Keeps itself up to date. */
export function RelativeTime(props: { time: string }) {
  const now = useNow(20_000);
  const time = new Date(props.time);
  return (
    <time dateTime={props.time} title={formatExactTime(time)}>
      {formatRelativeTime(time, new Date(now))}
    </time>
  );
}
