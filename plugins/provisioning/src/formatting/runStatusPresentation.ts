import {
  RiAlertLine,
  RiArrowGoBackLine,
  RiCheckboxCircleLine,
  RiCloseCircleLine,
  RiLoader4Line,
  RiTimeLine,
  type RemixiconComponentType,
} from '@remixicon/react';
import type { Run, RunStatus } from '@runway/plugin-provisioning-common';

/** Red only for broken, green only for proven good, amber for "needs you". */
export type Tone = 'neutral' | 'info' | 'success' | 'warning' | 'danger';

/** How a state looks: never a colour without an icon and a word. */
export interface StatusPresentation {
  word: string;
  icon: RemixiconComponentType;
  tone: Tone;
  /** Whether the icon turns while the state lasts. */
  moving?: boolean;
}

export const RUN_STATUS_PRESENTATION: Record<RunStatus, StatusPresentation> = {
  starting: { word: 'Starting', icon: RiTimeLine, tone: 'info' },
  running: { word: 'Running', icon: RiLoader4Line, tone: 'info', moving: true },
  failed: { word: 'Failed', icon: RiCloseCircleLine, tone: 'danger' },
  succeeded: { word: 'Ready', icon: RiCheckboxCircleLine, tone: 'success' },
  undoing: { word: 'Undoing', icon: RiLoader4Line, tone: 'info', moving: true },
  undone: { word: 'Undone', icon: RiArrowGoBackLine, tone: 'neutral' },
  'undo-failed': {
    word: 'Undo incomplete',
    icon: RiAlertLine,
    tone: 'warning',
  },
};

/** All states in the order in which a person meets them. */
export const RUN_STATUSES = Object.keys(RUN_STATUS_PRESENTATION) as RunStatus[];

/** Whether the platform is still working on the run. */
export function isActive(run: Pick<Run, 'status'>): boolean {
  return (
    run.status === 'starting' ||
    run.status === 'running' ||
    run.status === 'undoing'
  );
}
