/** `3m12s`, `5h`, `2d`: how long ago that was. */
export function age(time: string | undefined): string {
  if (!time) {
    return '<unknown>';
  }
  return duration(Math.max(0, Date.now() - Date.parse(time)));
}

/** @param milliseconds - at least 0 */
export function duration(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  const days = Math.floor(hours / 24);
  if (seconds < 120) {
    return `${seconds}s`;
  }
  if (minutes < 10) {
    return `${minutes}m${seconds % 60 ? `${seconds % 60}s` : ''}`;
  }
  if (hours < 3) {
    return `${minutes}m`;
  }
  if (hours < 8) {
    return `${hours}h${minutes % 60 ? `${minutes % 60}m` : ''}`;
  }
  return hours < 48 ? `${hours}h` : `${days}d`;
}
