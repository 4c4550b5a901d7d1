import {
  RiAlertLine,
  RiCheckboxCircleLine,
  RiCloseCircleLine,
  RiFileUnknowLine,
  RiGhostLine,
  RiSearchEyeLine,
  RiUserUnfollowLine,
} from '@remixicon/react';
import type {
  DifferenceAction,
  DifferenceKind,
  ReconciliationSource,
} from '@runway/plugin-provisioning-common';
import type { StatusPresentation } from './runStatusPresentation';

export const DIFFERENCE_KINDS: Record<DifferenceKind, StatusPresentation> = {
  missing: { word: 'Missing', icon: RiGhostLine, tone: 'warning' },
  unlisted: { word: 'Not listed', icon: RiFileUnknowLine, tone: 'warning' },
  foreign: { word: 'Not ours', icon: RiUserUnfollowLine, tone: 'warning' },
  orphaned: { word: 'Left behind', icon: RiAlertLine, tone: 'warning' },
};

export const SOURCE_STATES: Record<
  ReconciliationSource['state'],
  StatusPresentation
> = {
  ok: { word: 'Complete', icon: RiCheckboxCircleLine, tone: 'success' },
  partial: { word: 'Partial', icon: RiSearchEyeLine, tone: 'warning' },
  failed: { word: 'Failed', icon: RiCloseCircleLine, tone: 'danger' },
};

/** What an action is called, what it does, and whether it takes something away from the ledger. */
export const DIFFERENCE_ACTIONS: Record<
  DifferenceAction,
  { verb: string; does: string; destructive?: boolean }
> = {
  adopt: {
    verb: 'Adopt',
    does: 'Runway writes into its ledger what is there. The upstream is not touched. Undo or decommission will take it away later.',
  },
  recreate: {
    verb: 'Recreate',
    does: 'Runway makes it again, as its run made it. What somebody changed by hand since then is not brought back.',
  },
  forget: {
    verb: 'Forget',
    does: 'Runway takes it off its ledger and this list. What is in the upstream stays, and nobody takes it away later.',
    destructive: true,
  },
};
