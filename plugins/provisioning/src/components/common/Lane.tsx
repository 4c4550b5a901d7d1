import {
  RiCheckboxCircleLine,
  RiCircleLine,
  RiCloseCircleLine,
  RiLoader4Line,
  RiUserLine,
} from '@remixicon/react';
import type { StatusPresentation } from '../../formatting/runStatusPresentation';
import { StatusLabel } from './StatusLabel';
import styles from './Lane.module.css';

/** `person`: now, and it needs somebody. */
export type LaneState = 'todo' | 'now' | 'person' | 'done' | 'stopped';

/** One step of something that takes hours or days. */
export interface LaneStep {
  title: string;
  state: LaneState;
  /** How far it is, or when it was done. */
  note?: string;
}

const PRESENTATION: Record<LaneState, StatusPresentation> = {
  todo: { word: 'To do', icon: RiCircleLine, tone: 'neutral' },
  now: { word: 'Now', icon: RiLoader4Line, tone: 'info' },
  person: { word: 'Waits for a person', icon: RiUserLine, tone: 'warning' },
  done: { word: 'Done', icon: RiCheckboxCircleLine, tone: 'success' },
  stopped: { word: 'Stopped', icon: RiCloseCircleLine, tone: 'danger' },
};

/** Steps side by side, below each other on a narrow screen. */
export function Lane(props: { label: string; steps: LaneStep[] }) {
  return (
    <ol className={styles.lane} aria-label={props.label}>
      {props.steps.map(({ title, state, note }) => (
        <li
          key={title}
          className={styles.step}
          data-state={state}
          aria-current={
            state === 'now' || state === 'person' ? 'step' : undefined
          }
        >
          <span className={styles.title}>{title}</span>
          <StatusLabel presentation={PRESENTATION[state]} />
          {note && <span className={styles.note}>{note}</span>}
        </li>
      ))}
    </ol>
  );
}
