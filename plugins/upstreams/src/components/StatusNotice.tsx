import type { RemixiconComponentType } from '@remixicon/react';
import type { ReactNode } from 'react';
import styles from './StatusPage.module.css';

/** Something that is to be known about the page as a whole. */
export function StatusNotice(props: {
  tone: 'neutral' | 'warning' | 'danger';
  icon: RemixiconComponentType;
  title: string;
  children: ReactNode;
  action?: ReactNode;
  /** Read out when it appears. */
  announce?: boolean;
}) {
  const Icon = props.icon;
  return (
    <div
      className={styles.notice}
      data-tone={props.tone}
      role={props.announce ? 'alert' : undefined}
    >
      <Icon size={20} aria-hidden />
      <div className={styles.noticeBody}>
        <p className={styles.noticeTitle}>{props.title}</p>
        <p>{props.children}</p>
        {props.action && <div className={styles.action}>{props.action}</div>}
      </div>
    </div>
  );
}
