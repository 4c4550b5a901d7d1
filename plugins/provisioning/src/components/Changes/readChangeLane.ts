import type { Change } from '@runway/plugin-provisioning-common';
import type { LaneStep } from '../common/Lane';

const SETTLED = ['done', 'kept'];

/** The five steps of a change, with how each stands. */
export function readChangeLane(change: Change): LaneStep[] {
  const { approvals, items, status, mergeRequest } = change;
  const given = approvals.filter(({ approvedBy }) => approvedBy).length;
  const resources = items.filter(({ kind }) => kind !== 'catalog-location');
  const entry = items.filter(({ kind }) => kind === 'catalog-location');
  const settled = resources.filter(({ state }) => SETTLED.includes(state));
  const merged = mergeRequest?.state === 'merged';
  const complete = status === 'completed';
  const steps: Array<[title: string, done: boolean, note?: string]> = [
    ['Merge request', complete || mergeRequest !== undefined],
    [
      'Approvals',
      complete || given === approvals.length,
      `${given} of ${approvals.length}`,
    ],
    ['Merge', complete || (merged && given === approvals.length)],
    [
      'Resources',
      complete || (resources.length > 0 && settled.length === resources.length),
      `${settled.length} of ${resources.length}`,
    ],
    [
      'Catalog entry',
      complete || entry.some(({ state }) => SETTLED.includes(state)),
    ],
  ];
  const current = steps.findIndex(([, done]) => !done);
  const stopped = ['failed', 'incomplete', 'rejected', 'cancelled'].includes(
    status,
  );
  return steps.map(([title, done, note], index) => ({
    title,
    note,
    state:
      (index === current && (stopped ? 'stopped' : 'now')) ||
      (done && (current === -1 || index < current) ? 'done' : 'todo'),
  }));
}
