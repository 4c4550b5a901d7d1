import { execFileSync } from 'node:child_process';

/** @returns {number} resident memory of a process in MB */
export function residentMb(pid) {
  const kilobytes = execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], {
    encoding: 'utf8',
  });
  return Number(kilobytes) / 1024;
}
