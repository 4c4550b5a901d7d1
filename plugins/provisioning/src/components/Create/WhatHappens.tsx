import { formatDuration } from '../../formatting/formatDuration';
import { Panel } from '../common/Panel';
import { useUsualDurations } from './useUsualDurations';
import styles from './WhatHappens.module.css';

/** Beside the form: what the template gives, and what comes after it. */
export function WhatHappens(props: {
  templateRef: string;
  description?: string;
}) {
  const usual = useUsualDurations().get(props.templateRef);
  return (
    <Panel title="What happens">
      {props.description && (
        <p className={styles.description}>{props.description}</p>
      )}
      <ol className={styles.steps}>
        <li>
          <strong>Review.</strong> All systems are checked, and you see every
          file and resource. Nothing is made yet.
        </li>
        <li>
          <strong>Create.</strong> You watch each step
          {usual === undefined
            ? '.'
            : `; it usually takes ${formatDuration(usual)}.`}
        </li>
        <li>
          <strong>If a step fails,</strong> you retry from there, or undo:
          nothing is left lying about.
        </li>
      </ol>
    </Panel>
  );
}
