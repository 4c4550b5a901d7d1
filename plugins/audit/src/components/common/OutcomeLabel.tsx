import type { AuditStatus } from '@runway/plugin-audit-common';
import { STATUS_PRESENTATION } from '../../formatting/statusPresentation';
import styles from './OutcomeLabel.module.css';

/** How an action ended, as an icon and a word. */
export function OutcomeLabel(props: { status: AuditStatus }) {
  const { word, icon: Icon, tone } = STATUS_PRESENTATION[props.status];
  return (
    <span className={styles.label} data-tone={tone}>
      <Icon size={16} aria-hidden />
      {word}
    </span>
  );
}
