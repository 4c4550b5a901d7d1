import type { Figures } from '@runway/plugin-onboarding-common';
import { formatDays } from '../formatting/formatDays';
import styles from './Onboarding.module.css';

/** How long first days take, with what the figure is made of. */
export function FiguresPanel(props: { figures: Figures }) {
  const { medianDays, n, windowDays, underWay, stuck } = props.figures;
  return (
    <dl className={styles.figures} aria-label="Figures">
      <div className={styles.figure}>
        <dt>Invitation to production, median</dt>
        <dd>
          {medianDays === undefined
            ? 'Not enough data'
            : formatDays(medianDays)}
        </dd>
        <dd className={styles.quiet}>
          n = {n}, first change in production within {windowDays} days
        </dd>
      </div>
      <div className={styles.figure}>
        <dt>Under way</dt>
        <dd>{underWay}</dd>
      </div>
      <div className={styles.figure}>
        <dt>Stuck</dt>
        <dd>{stuck}</dd>
      </div>
    </dl>
  );
}
