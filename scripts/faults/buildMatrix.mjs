import { FAULTS } from './faultKinds.mjs';

const ALL = Object.keys(FAULTS);

/** For calls that are neither the first change nor the first look of their step. */
const CORE = {
  changes: ['403', '500', 'did it but 500', 'reset'],
  reads: ['500', 'truncated'],
};

/** While things are taken back. */
const UNDO = {
  changes: ['down', 'hang', '403', '429', '500', 'did it but 500', 'truncated'],
  reads: ['403', '500', 'reset'],
};

/** Before anything is made: the first call to each system, and the others. */
const PREFLIGHT_FIRST = ['down', 'hang', '401', '500', '429'];
const PREFLIGHT = ['500'];

/** This step waits two minutes for what doesn't come. */
const PATIENT = {
  phase: 'runway:catalog:register',
  cells: [
    { fault: '403', ending: 'undo' },
    { fault: '500', ending: 'retry' },
    { fault: 'slow' },
    { fault: '429' },
    { fault: 'truncated' },
    { fault: 'reset' },
  ],
};

/** What is merely refused. */
const REFUSALS = ['409', '422'];

/**
 * Pairs calls with faults and endings.
 *
 * Of each step, the first call that changes something and the first that doesn't meet every fault; other calls meet the core
 * list. A fault that lasts ends with Retry or Undo by turns; with both for the first change. Faults during undo need a
 * service that is there: each is met while one of the runs above is taken back, as long as there are such runs, then by runs
 * of their own.
 * @returns {Array<{name: string, title: string, run?: Cell, undo?: Cell}>} where a cell is {call, fault, ending?}
 */
export function buildMatrix(calls) {
  const during = phase => calls.filter(call => call.phase === phase);
  const phases = [...new Set(calls.map(({ phase }) => phase))];
  const steps = phases.filter(
    phase =>
      !['preflight', PATIENT.phase].includes(phase) &&
      !phase.startsWith('undo '),
  );
  const undos = phases.filter(phase => phase.startsWith('undo '));

  const runCells = [
    ...during('preflight').flatMap((call, index, all) => {
      const isFirst = all.findIndex(c => c.system === call.system) === index;
      return (isFirst ? PREFLIGHT_FIRST : PREFLIGHT).map(fault => ({
        call,
        fault,
      }));
    }),
    ...during(PATIENT.phase).flatMap(call =>
      PATIENT.cells.map(cell => ({ call, ...cell })),
    ),
    ...steps.flatMap(step => {
      const firsts = [
        during(step).find(({ changes }) => changes),
        during(step).find(({ changes }) => !changes),
      ];
      return during(step).flatMap((call, index) =>
        firsts.includes(call)
          ? ALL.flatMap((fault, turn) => withEndings(call, fault, turn))
          : coreFaults(call, index).map((fault, turn) => ({
              call,
              fault,
              ending: (index + turn) % 2 === 0 ? 'retry' : 'undo',
            })),
      );
    }),
  ];
  const undoCells = undos.flatMap(during).flatMap(call =>
    (call.changes ? UNDO.changes : UNDO.reads).map(fault => ({
      call,
      fault,
    })),
  );

  const scenarios = runCells.map(run => ({ run }));
  const canBeUndone = scenarios.filter(
    ({ run }) => run.call.phase !== 'preflight' && run.ending !== 'undo',
  );
  undoCells.forEach((undo, index) => {
    if (canBeUndone[index]) {
      canBeUndone[index].undo = undo;
    } else {
      scenarios.push({ undo });
    }
  });
  return scenarios.map((scenario, index) => ({
    ...scenario,
    name: `case-${String(index + 1).padStart(3, '0')}`,
    title: titleOf(scenario),
  }));
}

/** The look-ups of a step share what can go wrong with one. */
const coreFaults = ({ changes }, index) =>
  changes ? CORE.changes : [CORE.reads[index % CORE.reads.length]];

/** A change meets what lasts with both endings; a look, and what is merely refused, with one of them. */
function withEndings(call, fault, index) {
  if (!FAULTS[fault].lasts) {
    return [{ call, fault }];
  }
  const endings = index % 2 === 0 ? ['retry', 'undo'] : ['undo', 'retry'];
  return endings
    .slice(0, call.changes && !REFUSALS.includes(fault) ? 2 : 1)
    .map(ending => ({ call, fault, ending }));
}

function titleOf({ run, undo }) {
  return [
    run &&
      `${run.call.phase}: ${run.call.title}: ${run.fault}${
        run.ending ? `, ${run.ending}` : ''
      }`,
    undo && `${undo.call.phase}: ${undo.call.title}: ${undo.fault}`,
  ]
    .filter(Boolean)
    .join(' + ');
}
