const UNITS: Array<[name: string, seconds: number]> = [
  ['d', 86_400],
  ['h', 3_600],
  ['min', 60],
  ['s', 1],
];

/** `3 min 12 s`: the two largest units that are not zero; below a second `0 s`. */
export function formatDuration(seconds: number): string {
  let rest = Math.round(seconds);
  const parts: string[] = [];
  for (const [name, length] of UNITS) {
    const count = Math.floor(rest / length);
    rest -= count * length;
    if (count > 0) {
      parts.push(`${count} ${name}`);
    }
  }
  return parts.slice(0, 2).join(' ') || '0 s';
}
