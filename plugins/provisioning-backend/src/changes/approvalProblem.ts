import type { Approval } from '@runway/plugin-provisioning-common';

/** Somebody who would approve. */
export interface Approver {
  /** Entity ref. */
  ref: string;
  /** Entity refs of the person and of their groups. */
  ownershipRefs: string[];
}

/** Why a person can't give an approval; undefined when they can. */
export function approvalProblem(
  approval: Approval,
  person: Approver,
  change: {
    requestedBy: string;
    approvals: Approval[];
    /** Whether the platform's approval must come from somebody else than who asked. */
    fourEyes: boolean;
  },
): string | undefined {
  if (!isOneOf(approval, person.ownershipRefs)) {
    return `This approval comes from somebody else: ${approval.title}.`;
  }
  if (
    approval.role === 'platform' &&
    change.fourEyes &&
    change.requestedBy === person.ref
  ) {
    return 'You asked for it, so another platform engineer has to approve it.';
  }
  if (change.approvals.some(({ approvedBy }) => approvedBy === person.ref)) {
    return 'You have approved it already; the other approval comes from another person.';
  }
  return undefined;
}

export const isOneOf = ({ groups }: Approval, refs: string[]) =>
  groups.some(group => refs.includes(group));
