import {
  RiAlertLine,
  RiArchiveLine,
  RiCheckboxCircleLine,
  RiCloseCircleLine,
  RiDeleteBinLine,
  RiLoader4Line,
  RiPencilLine,
  RiPushpinLine,
  RiShareForwardLine,
  RiStopCircleLine,
  RiTimeLine,
  RiUserFollowLine,
} from '@remixicon/react';
import type {
  ApprovalRole,
  ChangeItem,
  ChangeKind,
  ChangeStatus,
  ChangeSummary,
} from '@runway/plugin-provisioning-common';
import type { StatusPresentation } from './runStatusPresentation';

export const CHANGE_STATUS_PRESENTATION: Record<
  ChangeStatus,
  StatusPresentation
> = {
  opening: {
    word: 'Opening',
    icon: RiLoader4Line,
    tone: 'info',
    moving: true,
  },
  'awaiting-approval': {
    word: 'Awaiting approval',
    icon: RiUserFollowLine,
    tone: 'warning',
  },
  merging: { word: 'Merging', icon: RiLoader4Line, tone: 'info', moving: true },
  executing: {
    word: 'Executing',
    icon: RiLoader4Line,
    tone: 'info',
    moving: true,
  },
  completed: { word: 'Completed', icon: RiCheckboxCircleLine, tone: 'success' },
  incomplete: { word: 'Incomplete', icon: RiAlertLine, tone: 'warning' },
  rejected: { word: 'Rejected', icon: RiCloseCircleLine, tone: 'neutral' },
  cancelled: { word: 'Cancelled', icon: RiStopCircleLine, tone: 'neutral' },
  failed: { word: 'Failed', icon: RiCloseCircleLine, tone: 'danger' },
};

/** All states in the order in which a person meets them. */
export const CHANGE_STATUSES = Object.keys(
  CHANGE_STATUS_PRESENTATION,
) as ChangeStatus[];

const CLOSED: ChangeStatus[] = ['completed', 'rejected', 'cancelled'];

/** Whether the change still needs something, from the platform or from a person. */
export function isOpen({ status }: Pick<ChangeSummary, 'status'>): boolean {
  return !CLOSED.includes(status);
}

/** Whether the platform works on the change by itself. */
export function isWorking({ status }: Pick<ChangeSummary, 'status'>): boolean {
  return ['opening', 'merging', 'executing'].includes(status);
}

export const CHANGE_KINDS: Record<ChangeKind, { noun: string; verb: string }> =
  {
    decommission: { noun: 'Decommission', verb: 'decommission' },
    transfer: { noun: 'Transfer', verb: 'transfer' },
  };

/** What a planned effect is called, most serious first. */
export const EFFECT_PRESENTATION: Record<
  ChangeItem['effect'],
  StatusPresentation & { heading: string; hint: string }
> = {
  delete: {
    word: 'Delete',
    icon: RiDeleteBinLine,
    tone: 'danger',
    heading: 'Deleted',
    hint: "These are gone afterwards and can't be brought back.",
  },
  archive: {
    word: 'Archive',
    icon: RiArchiveLine,
    tone: 'neutral',
    heading: 'Archived',
    hint: 'These stay readable and can be brought back.',
  },
  move: {
    word: 'Move',
    icon: RiShareForwardLine,
    tone: 'info',
    heading: 'Moved',
    hint: 'These get the new team’s place.',
  },
  change: {
    word: 'Change',
    icon: RiPencilLine,
    tone: 'info',
    heading: 'Changed',
    hint: 'These stay where they are, with other content.',
  },
  keep: {
    word: 'Keep',
    icon: RiPushpinLine,
    tone: 'neutral',
    heading: 'Kept',
    hint: 'These stay as they are.',
  },
};

/** Most serious first. */
export const EFFECTS = Object.keys(
  EFFECT_PRESENTATION,
) as ChangeItem['effect'][];

const DONE_WORDS: Record<ChangeItem['effect'], string> = {
  delete: 'Gone',
  archive: 'Archived',
  move: 'Moved',
  change: 'Changed',
  keep: 'Kept',
};

/** How a resource of a change stands, in one word. */
export function presentItem(item: ChangeItem): StatusPresentation {
  switch (item.state) {
    case 'working':
      return {
        word: 'Working',
        icon: RiLoader4Line,
        tone: 'info',
        moving: true,
      };
    case 'done':
      return {
        ...EFFECT_PRESENTATION[item.effect],
        word: DONE_WORDS[item.effect],
        tone: item.effect === 'delete' ? 'neutral' : 'success',
      };
    case 'kept':
      return { word: 'Kept', icon: RiPushpinLine, tone: 'neutral' };
    case 'failed':
      return { word: 'Not done', icon: RiAlertLine, tone: 'warning' };
    default:
      return item.effect === 'keep'
        ? { word: 'Stays', icon: RiPushpinLine, tone: 'neutral' }
        : { word: 'To do', icon: RiTimeLine, tone: 'neutral' };
  }
}

export const APPROVAL_ROLES: Record<ApprovalRole, string> = {
  owner: 'Owner',
  'new-owner': 'New owner',
  platform: 'Platform',
};
