import type {
  InfrastructureRequest,
  InfrastructureRequestSummary,
} from '@runway/plugin-provisioning-common';
import type { StoredRequest } from './types';

/** How long Atlantis may take before a person should look after it. */
const SLOW_AFTER_MS = 10 * 60_000;

const iso = (milliseconds: number) => new Date(milliseconds).toISOString();
const isoOrNone = (milliseconds: number | undefined) =>
  milliseconds === undefined ? undefined : iso(milliseconds);

export function toRequestSummary(
  request: StoredRequest,
): InfrastructureRequestSummary {
  return {
    status: request.status,
    environment: request.environment,
    openedAt: iso(request.openedAt),
    plannedAt: isoOrNone(request.plannedAt),
    approvedAt: isoOrNone(request.approvedAt),
    appliedAt: isoOrNone(request.appliedAt),
    closedAt: isoOrNone(request.closedAt),
  };
}

/** @param approvers - entity refs of the groups whose members can approve */
export function toRequestDto(
  request: StoredRequest,
  approvers: string[],
  now: number = Date.now(),
): InfrastructureRequest {
  const { directory, project, iid, url, plan, approvedBy, error } = request;
  return {
    ...toRequestSummary(request),
    directory,
    mergeRequest: { project, iid, url },
    plan,
    approvedBy,
    waitsFor: request.waitsFor ?? slowness(request, now),
    approvers,
    error,
    outOfDate:
      request.unreachable === undefined
        ? undefined
        : {
            since: iso(request.lookedAt ?? request.openedAt),
            message: request.unreachable,
          },
  };
}

/** Atlantis hears of a merge request once; when it was down just then, somebody has to remind it. */
function slowness(
  { status, changedAt }: StoredRequest,
  now: number,
): string | undefined {
  if (now - changedAt < SLOW_AFTER_MS) {
    return undefined;
  }
  switch (status) {
    case 'opened':
      return 'Atlantis, which has not planned it yet. If it was down, comment "atlantis plan" on the merge request';
    case 'approved':
      return 'Atlantis, which has not applied it yet. If it was down, comment "atlantis apply" on the merge request';
    default:
      return undefined;
  }
}
