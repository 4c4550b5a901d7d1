import {
  RemixiconComponentType,
  RiCheckboxCircleFill,
  RiCloseCircleFill,
  RiErrorWarningFill,
  RiLoopLeftLine,
  RiPauseCircleFill,
  RiQuestionLine,
  RiSubtractLine,
} from '@remixicon/react';
import type { HealthStatus, SyncStatus } from '@runway/plugin-argocd-common';
import styles from './HealthLabel.module.css';

export type Look = {
  word: string;
  tone: 'good' | 'moving' | 'attention' | 'broken' | 'quiet';
  Icon: RemixiconComponentType;
};

/** What runs in an environment, or that it isn't known. */
export type LabelledState =
  | { state: 'deployed'; health: HealthStatus; sync: SyncStatus }
  | { state: 'absent' | 'unknown' };

const HEALTH: Record<HealthStatus, Look> = {
  Healthy: { word: 'Healthy', tone: 'good', Icon: RiCheckboxCircleFill },
  Progressing: { word: 'Progressing', tone: 'moving', Icon: RiLoopLeftLine },
  Degraded: { word: 'Degraded', tone: 'broken', Icon: RiCloseCircleFill },
  Suspended: { word: 'Suspended', tone: 'attention', Icon: RiPauseCircleFill },
  Missing: { word: 'Missing', tone: 'attention', Icon: RiErrorWarningFill },
  Unknown: { word: 'Health unknown', tone: 'quiet', Icon: RiQuestionLine },
};

const OUT_OF_SYNC: Look = {
  word: 'Out of sync',
  tone: 'attention',
  Icon: RiErrorWarningFill,
};

/** Icon, word and tone of an environment. Difference from Git counts only where there is nothing worse to say. */
export function lookOf(state: LabelledState): Look {
  switch (state.state) {
    case 'deployed':
      return state.health === 'Healthy' && state.sync === 'OutOfSync'
        ? OUT_OF_SYNC
        : HEALTH[state.health];
    case 'absent':
      return { word: 'Not promoted', tone: 'quiet', Icon: RiSubtractLine };
    default:
      return { word: 'No answer', tone: 'quiet', Icon: RiQuestionLine };
  }
}

/** State of a service in an environment as an icon and a word. */
export function HealthLabel(props: { state: LabelledState }) {
  return <StateLabel look={lookOf(props.state)} />;
}

/** An icon and a word. */
export function StateLabel(props: { look: Look; where?: string }) {
  const { word, tone, Icon } = props.look;
  return (
    <span className={`${styles.label} ${styles[tone]}`}>
      <Icon size={16} aria-hidden />
      {word}
      {props.where && ` ${props.where}`}
    </span>
  );
}
