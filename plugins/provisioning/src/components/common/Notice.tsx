import {
  RiAlertLine,
  RiCloseCircleLine,
  RiInformationLine,
  RiLockLine,
} from '@remixicon/react';
import type { ReactNode } from 'react';
import styles from './Notice.module.css';

const ICONS = {
  info: RiInformationLine,
  warning: RiAlertLine,
  danger: RiCloseCircleLine,
  denied: RiLockLine,
};

/** Something a person has to know: what happened, what to do, and the button that does it. */
export function Notice(props: {
  tone: keyof typeof ICONS;
  title: ReactNode;
  children?: ReactNode;
  actions?: ReactNode;
  /** For the platform engineer who looks it up in the log. */
  reference?: string;
  /** Read out when it appears. Leave out for what is there from the start. */
  announce?: boolean;
}) {
  const Icon = ICONS[props.tone];
  return (
    <div
      className={styles.notice}
      data-tone={props.tone}
      role={props.announce ? 'alert' : undefined}
    >
      <Icon size={20} aria-hidden />
      <div className={styles.body}>
        <p className={styles.title}>{props.title}</p>
        {props.children && <div className={styles.text}>{props.children}</div>}
        {props.reference && (
          <p className={styles.reference}>
            Reference: <code>{props.reference}</code>
          </p>
        )}
        {props.actions && <div className={styles.actions}>{props.actions}</div>}
      </div>
    </div>
  );
}
