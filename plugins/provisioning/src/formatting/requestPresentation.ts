import {
  RiCheckboxCircleLine,
  RiCloseCircleLine,
  RiDeleteBinLine,
  RiForbid2Line,
  RiLoader4Line,
  RiUserLine,
} from '@remixicon/react';
import type {
  InfrastructureRequestStatus,
  RunSummary,
} from '@runway/plugin-provisioning-common';
import {
  isActive,
  RUN_STATUS_PRESENTATION,
  type StatusPresentation,
} from './runStatusPresentation';

export const REQUEST_STATUS_PRESENTATION: Record<
  InfrastructureRequestStatus,
  StatusPresentation
> = {
  opened: {
    word: 'Being planned',
    icon: RiLoader4Line,
    tone: 'info',
    moving: true,
  },
  planned: { word: 'Waits for approval', icon: RiUserLine, tone: 'warning' },
  approved: {
    word: 'Being applied',
    icon: RiLoader4Line,
    tone: 'info',
    moving: true,
  },
  applied: { word: 'Applied', icon: RiCheckboxCircleLine, tone: 'success' },
  failed: { word: 'Failed', icon: RiCloseCircleLine, tone: 'danger' },
  closed: { word: 'Closed', icon: RiForbid2Line, tone: 'neutral' },
  removed: { word: 'Removed', icon: RiDeleteBinLine, tone: 'neutral' },
};

type Followed = Pick<
  RunSummary,
  'status' | 'request' | 'createdAt' | 'durationMs'
>;

/** What is to be said of a run: a run that ordered infrastructure is not done when its steps are. */
export function presentRun({
  status,
  request,
}: Pick<RunSummary, 'status' | 'request'>): StatusPresentation {
  return status === 'succeeded' && request
    ? REQUEST_STATUS_PRESENTATION[request.status]
    : RUN_STATUS_PRESENTATION[status];
}

/** Whether what a run ordered is still on its way. */
export function isOnItsWay({
  status,
  request,
}: Pick<RunSummary, 'status' | 'request'>): boolean {
  return (
    status === 'succeeded' &&
    request !== undefined &&
    !['applied', 'closed', 'removed'].includes(request.status)
  );
}

/** Whether a list that shows the run has to be renewed often. */
export const isMoving = (run: Pick<RunSummary, 'status' | 'request'>) =>
  isActive(run) || isOnItsWay(run);

/**
 * From pressing Create until what was wanted is there, or until now; milliseconds.
 *
 * @param now - milliseconds since the epoch
 */
export function leadTimeOf(run: Followed, now: number): number {
  const { status, request, createdAt, durationMs } = run;
  if (status !== 'succeeded' || !request) {
    return durationMs;
  }
  const end = request.appliedAt ?? request.closedAt;
  return (end ? Date.parse(end) : now) - Date.parse(createdAt);
}
