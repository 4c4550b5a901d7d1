import type { InfrastructureRequest } from '@runway/plugin-provisioning-common';
import { formatDuration } from '../../formatting/formatDuration';
import type { LaneStep } from '../common/Lane';

/** From the order to the thing itself, with how long each part took. */
export function readRequestLane(request: InfrastructureRequest): LaneStep[] {
  const { status, openedAt, plannedAt, approvedAt, appliedAt } = request;
  const times = [openedAt, plannedAt, approvedAt, appliedAt];
  const current = times.findIndex(time => time === undefined);
  const stopped = status === 'failed' || status === 'closed';
  return ['Ordered', 'Planned', 'Approved', 'Applied'].map((title, index) => {
    const [before, time] = [times[index - 1], times[index]];
    if (time !== undefined && (current === -1 || index < current)) {
      return {
        title,
        state: 'done',
        note:
          before &&
          `after ${formatDuration(Date.parse(time) - Date.parse(before))}`,
      };
    }
    if (index !== current) {
      return { title, state: 'todo' };
    }
    const waits = status === 'planned' ? 'person' : 'now';
    return { title, state: stopped ? 'stopped' : waits };
  });
}

/** `3 to add, 1 to destroy` */
export function summarisePlan(
  plan: InfrastructureRequest['plan'],
): string | undefined {
  if (!plan) {
    return undefined;
  }
  const parts = [
    [plan.add, 'to add'],
    [plan.change, 'to change'],
    [plan.destroy, 'to destroy'],
  ] as const;
  const some = parts.filter(([count]) => count > 0);
  return some.length === 0
    ? 'nothing to change'
    : some.map(([count, what]) => `${count} ${what}`).join(', ');
}
