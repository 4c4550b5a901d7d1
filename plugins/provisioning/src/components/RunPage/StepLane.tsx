import {
  RiCheckboxCircleLine,
  RiCircleLine,
  RiCloseCircleLine,
  RiLoader4Line,
  RiSkipForwardLine,
} from '@remixicon/react';
import { VisuallyHidden } from '@backstage/ui';
import type { Run, RunStep } from '@runway/plugin-provisioning-common';
import { formatDuration } from '../../formatting/formatDuration';
import type { StatusPresentation } from '../../formatting/runStatusPresentation';
import { Panel } from '../common/Panel';
import { countDoneSteps, readSteps } from './findActiveStep';
import type { LogSelection } from './LogPanel';
import type { RunClock } from './createRunClock';
import styles from './StepLane.module.css';

const PRESENTATION: Record<RunStep['status'], StatusPresentation> = {
  pending: { word: 'To do', icon: RiCircleLine, tone: 'neutral' },
  running: { word: 'Running', icon: RiLoader4Line, tone: 'info', moving: true },
  succeeded: { word: 'Done', icon: RiCheckboxCircleLine, tone: 'success' },
  failed: { word: 'Failed', icon: RiCloseCircleLine, tone: 'danger' },
  skipped: { word: 'Skipped', icon: RiSkipForwardLine, tone: 'neutral' },
};

/** The steps of a run from top to bottom. Choosing one shows its log. */
export function StepLane(props: {
  run: Run;
  clock: RunClock;
  /** Id of the step whose log is shown. */
  selected?: string;
  onSelect(selection: LogSelection): void;
}) {
  const { run, clock, selected, onSelect } = props;
  return (
    <Panel
      title="Steps"
      aside={`${countDoneSteps(run)} of ${run.steps.length} done`}
    >
      <ol className={styles.lane}>
        {readSteps(run).map(step => {
          const { word, icon: Icon, tone, moving } = PRESENTATION[step.status];
          const duration = clock.stepMs(step);
          return (
            <li
              key={step.id}
              className={styles.step}
              data-tone={tone}
              data-status={step.status}
              aria-current={step.status === 'running' ? 'step' : undefined}
            >
              <button
                type="button"
                className={styles.button}
                aria-pressed={selected === step.id}
                onClick={() => onSelect(step.id)}
              >
                <Icon
                  size={20}
                  aria-hidden
                  className={moving ? styles.moving : styles.icon}
                />
                <span className={styles.name}>
                  {step.name}
                  <VisuallyHidden>, </VisuallyHidden>
                  <span className={styles.word}>{word}</span>
                </span>
                <span className={styles.duration}>
                  {duration === undefined ? '' : formatDuration(duration)}
                </span>
              </button>
              {step.status === 'running' && run.waitingFor && (
                <p className={styles.note}>{run.waitingFor}</p>
              )}
              {step.status === 'failed' && run.error && (
                <p className={styles.note}>{run.error.message}</p>
              )}
            </li>
          );
        })}
      </ol>
    </Panel>
  );
}
