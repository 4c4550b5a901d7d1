import { execFileSync } from 'node:child_process';

/** @returns {number} resident memory of a process in MB */
export function residentMb(pid) {
  return Number(ask('rss', pid)) / 1024;
}

/** @returns {number} processor time that a process has taken so far, in seconds; says more than the clock on a busy machine */
export function processorSeconds(pid) {
  return secondsOf(ask('time', pid));
}

/** @param {string} text - `[days-][hours:]minutes:seconds` as `ps` has it; seconds may have a fraction */
export function secondsOf(text) {
  const [clock, days = '0'] = text.trim().split('-').reverse();
  const inDay = clock
    .split(':')
    .reduce((total, part) => 60 * total + Number(part), 0);
  return 86_400 * Number(days) + inDay;
}

function ask(field, pid) {
  return execFileSync('ps', ['-o', `${field}=`, '-p', String(pid)], {
    encoding: 'utf8',
  });
}
