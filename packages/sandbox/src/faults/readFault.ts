import { InputError } from '@backstage/errors';
import type { FaultRuleInput } from './FaultRule';

/** How people write a fault: what it is, with the one number that it may have. */
export interface WrittenFault {
  kind: string;
  /** Status, milliseconds, bytes or events. */
  value?: number;
  jitterMs?: number;
  /** How many a stream loses. */
  events?: number;
  headers?: Record<string, string>;
}

/** Where the number of a fault belongs. */
const VALUES: Record<string, string | undefined> = {
  status: 'status',
  latency: 'ms',
  hang: undefined,
  reset: undefined,
  truncate: 'bytes',
  accomplished: 'status',
  'stream-end': 'after',
  'stream-break': 'after',
  'stream-cut': 'after',
  'stream-stall': 'after',
  'stream-lose': 'after',
};

export const FAULT_KINDS = Object.keys(VALUES);

/**
 * The fault that somebody has written; whether its parts are right is seen when it is added.
 * @throws InputError when there is no such fault, or it has no number
 */
export function readFault({
  kind,
  value,
  ...more
}: WrittenFault): FaultRuleInput['fault'] {
  if (!FAULT_KINDS.includes(kind)) {
    throw new InputError(
      `There is no fault ${kind}. There are ${FAULT_KINDS.join(', ')}.`,
    );
  }
  const key = VALUES[kind];
  if (value !== undefined && !key) {
    throw new InputError(`The fault ${kind} takes no number`);
  }
  return {
    kind,
    ...(key && value !== undefined && { [key]: value }),
    ...more,
  } as FaultRuleInput['fault'];
}
