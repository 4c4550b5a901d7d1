import {
  RiCheckboxCircleLine,
  RiCircleLine,
  RiCloseCircleLine,
  RiLoader4Line,
} from '@remixicon/react';
import type { Change } from '@runway/plugin-provisioning-common';
import type { StatusPresentation } from '../../formatting/runStatusPresentation';
import { StatusLabel } from '../common/StatusLabel';
import { readChangeLane, type LaneState } from './readChangeLane';
import styles from './ChangeLane.module.css';

const PRESENTATION: Record<LaneState, StatusPresentation> = {
  todo: { word: 'To do', icon: RiCircleLine, tone: 'neutral' },
  now: { word: 'Now', icon: RiLoader4Line, tone: 'info' },
  done: { word: 'Done', icon: RiCheckboxCircleLine, tone: 'success' },
  stopped: { word: 'Stopped', icon: RiCloseCircleLine, tone: 'danger' },
};

/** The way of a change, from its merge request to the catalog. */
export function ChangeLane(props: { change: Change }) {
  return (
    <ol className={styles.lane} aria-label="Steps of the change">
      {readChangeLane(props.change).map(({ title, state, note }) => (
        <li
          key={title}
          className={styles.step}
          data-state={state}
          aria-current={state === 'now' ? 'step' : undefined}
        >
          <span className={styles.title}>{title}</span>
          <StatusLabel presentation={PRESENTATION[state]} />
          {note && <span className={styles.note}>{note}</span>}
        </li>
      ))}
    </ol>
  );
}
