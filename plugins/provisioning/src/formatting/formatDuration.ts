/** A number and its unit stay on one line. */
const NBSP = '\u00a0';

/**
 * Says a duration the way the portal writes it: "< 1 s", "8 s", "3 min 12 s", "2 h 5 min", "1 d 4 h".
 *
 * @param milliseconds - negative values count as zero
 */
export function formatDuration(milliseconds: number): string {
  if (milliseconds > 0 && milliseconds < 1000) {
    return `<${NBSP}1${NBSP}s`;
  }
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  if (seconds < 60) {
    return `${seconds}${NBSP}s`;
  }
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) {
    return join(minutes, 'min', seconds % 60, 's');
  }
  const hours = Math.floor(minutes / 60);
  if (hours < 24) {
    return join(hours, 'h', minutes % 60, 'min');
  }
  return join(Math.floor(hours / 24), 'd', hours % 24, 'h');
}

function join(big: number, bigUnit: string, small: number, smallUnit: string) {
  return small === 0
    ? `${big}${NBSP}${bigUnit}`
    : `${big}${NBSP}${bigUnit} ${small}${NBSP}${smallUnit}`;
}
