import {
  RiCheckboxCircleLine,
  RiCloseCircleLine,
  RiTimeLine,
  type RemixiconComponentType,
} from '@remixicon/react';
import type { AuditStatus } from '@runway/plugin-audit-common';

/** How an outcome looks: never a colour without an icon and a word. */
export const STATUS_PRESENTATION: Record<
  AuditStatus,
  {
    word: string;
    icon: RemixiconComponentType;
    tone: 'neutral' | 'success' | 'danger';
  }
> = {
  succeeded: { word: 'Succeeded', icon: RiCheckboxCircleLine, tone: 'success' },
  failed: { word: 'Failed', icon: RiCloseCircleLine, tone: 'danger' },
  // Still going on, or the portal's process ended before it.
  initiated: { word: 'No outcome yet', icon: RiTimeLine, tone: 'neutral' },
};
