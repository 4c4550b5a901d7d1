import type { Fault, FaultRule } from './FaultRule';

/** What the fault does, as an end of a sentence about a system: `answers 503`. */
export function describeFault(fault: Fault): string {
  switch (fault.kind) {
    case 'status':
      return `answers ${fault.status}${Object.entries(fault.headers ?? {})
        .map(([name, value]) => `, ${name}: ${value}`)
        .join('')}`;
    case 'latency':
      return `is late by ${seconds(fault.ms)}${
        fault.jitterMs ? ` and up to ${seconds(fault.jitterMs)} more` : ''
      }`;
    case 'hang':
      return 'never answers';
    case 'reset':
      return 'resets the connection';
    case 'truncate':
      return `does it, but breaks off ${
        fault.bytes === undefined
          ? 'in the middle of the answer'
          : `after ${fault.bytes} bytes of the answer`
      }`;
    case 'stream-end':
      return `ends the stream${afterEvents(fault.after)}`;
    case 'stream-break':
      return `breaks the stream${afterEvents(fault.after)}`;
    case 'stream-cut':
      return `breaks the stream within an event${afterEvents(fault.after)}`;
    case 'stream-stall':
      return `falls silent${afterEvents(fault.after)}`;
    case 'stream-lose':
      return `loses ${
        fault.events === undefined ? 'all events' : events(fault.events)
      }${afterEvents(fault.after)}`;
    default:
      return `does it, but answers ${fault.status ?? 500}`;
  }
}

/** Which requests the rule is about: `gitlab POST /api/v4/projects`. */
export function describeScope(rule: FaultRule): string {
  const system = rule.instance
    ? `${rule.system}/${rule.instance}`
    : rule.system;
  return [
    system,
    rule.method,
    rule.path,
    rule.git !== undefined && (rule.git ? 'Git only' : 'without Git'),
    // Names only: a value may be a credential.
    rule.query && `?${new URLSearchParams(rule.query)}`,
    rule.headers && `with ${Object.keys(rule.headers).join(', ')}`,
  ]
    .filter(Boolean)
    .join(' ');
}

/** How often the rule hits: `after 2 requests, 3 times, with probability 0.5`; empty when always. */
export function describeFrequency(rule: FaultRule): string {
  return [
    rule.skip &&
      `after ${rule.skip} ${rule.skip === 1 ? 'request' : 'requests'}`,
    rule.times && (rule.times === 1 ? 'once' : `${rule.times} times`),
    rule.probability !== undefined &&
      rule.probability < 1 &&
      `with probability ${rule.probability}`,
  ]
    .filter(Boolean)
    .join(', ');
}

function seconds(milliseconds: number): string {
  return milliseconds < 1000
    ? `${milliseconds} ms`
    : `${milliseconds / 1000} s`;
}

function afterEvents(after = 0): string {
  return after > 0 ? ` after ${events(after)}` : '';
}

function events(number: number): string {
  return `${number} ${number === 1 ? 'event' : 'events'}`;
}
