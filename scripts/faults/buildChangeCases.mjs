import { FAULTS } from './faultKinds.mjs';

/** For the first call of a phase that changes something, the first that doesn't, and the others. */
const CHANGE = {
  first: [
    'down',
    'did it but 500',
    '403',
    'reset',
    '500',
    'truncated',
    '429',
    '401',
    'hang',
  ],
  other: ['did it but 500', '500', 'truncated'],
};
const LOOK = { first: ['500', 'truncated', 'down'], other: ['500'] };

/** Before anything is merged a change may be given up, and asked for again. */
const BEFORE_MERGE = / (plan|open|merge)$/;

/**
 * Spreads calls x faults over services. A change comes through its phases one after the other, so each service meets one
 * fault in each phase; there are as many services as the phase with most cells needs.
 *
 * @param {ReturnType<import('./calls.mjs').distinctCalls>} calls - of the changes of a clean service
 * @returns {Array<{name: string, title: string, cells: Cell[]}>} where a cell is {call, fault, ending}
 */
export function buildChangeCases(calls) {
  const cases = [];
  for (const phase of new Set(calls.map(call => call.phase))) {
    cellsOf(calls.filter(call => call.phase === phase)).forEach(
      (cell, index) => {
        (cases[index] ??= []).push(cell);
      },
    );
  }
  return cases.map((cells, index) => ({
    name: `change-${String(index + 1).padStart(3, '0')}`,
    title: cells
      .map(({ call, fault }) => `${call.phase}: ${call.title}: ${fault}`)
      .join(' + '),
    cells,
  }));
}

/** What the calls of one phase meet. */
function cellsOf(calls) {
  const firsts = [
    calls.find(({ changes }) => changes),
    calls.find(({ changes }) => !changes),
  ];
  return calls
    .flatMap(call => {
      const faults = call.changes ? CHANGE : LOOK;
      return faults[firsts.includes(call) ? 'first' : 'other'].map(fault => ({
        call,
        fault,
      }));
    })
    .map((cell, index) => ({ ...cell, ending: endingOf(cell, index) }));
}

const endingOf = ({ call, fault }, index) =>
  FAULTS[fault].lasts && BEFORE_MERGE.test(call.phase) && index % 2 === 0
    ? 'cancel'
    : 'retry';
