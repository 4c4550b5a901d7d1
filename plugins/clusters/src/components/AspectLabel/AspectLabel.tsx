import {
  RiAlertLine,
  RiCheckboxCircleLine,
  RiQuestionLine,
} from '@remixicon/react';
import type { NamespaceSummary } from '@runway/plugin-clusters-common';
import type { ReactNode } from 'react';
import styles from './AspectLabel.module.css';
import { ASPECTS } from './aspectWords';

const LOOKS = {
  missing: { icon: RiAlertLine, tone: 'warning' },
  unknown: { icon: RiQuestionLine, tone: 'neutral' },
  present: { icon: RiCheckboxCircleLine, tone: 'success' },
} as const;

/** An icon and words: never a colour alone. */
export function StateLabel(props: {
  state: keyof typeof LOOKS;
  children: ReactNode;
}) {
  const { icon: Icon, tone } = LOOKS[props.state];
  return (
    <span className={styles.label} data-tone={tone}>
      <Icon size={16} aria-hidden />
      <span>{props.children}</span>
    </span>
  );
}

/** What a namespace lacks, in a line each. */
export function MissingList({ namespace }: { namespace: NamespaceSummary }) {
  const { missing, unknown, state, kind, deleting } = namespace;
  if (deleting) {
    return <span className={styles.quiet}>Being deleted</span>;
  }
  if (kind === 'system') {
    return <span className={styles.quiet}>Of the system: not judged</span>;
  }
  if (state === 'complete') {
    return <StateLabel state="present">Nothing</StateLabel>;
  }
  return (
    <ul className={styles.list}>
      {missing.map(aspect => (
        <li key={aspect}>
          <StateLabel state="missing">{ASPECTS[aspect].title}</StateLabel>
        </li>
      ))}
      {unknown.map(aspect => (
        <li key={aspect}>
          <StateLabel state="unknown">
            Not known: {ASPECTS[aspect].title}
          </StateLabel>
        </li>
      ))}
    </ul>
  );
}
