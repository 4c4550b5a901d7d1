import type { StatusPresentation } from '../../formatting/runStatusPresentation';
import styles from './StatusLabel.module.css';

/** A state as an icon and a word. */
export function StatusLabel(props: {
  presentation: StatusPresentation;
  /** `badge` stands out in a heading, `plain` sits in tables and lists. */
  variant?: 'badge' | 'plain';
}) {
  const { presentation, variant = 'plain' } = props;
  const Icon = presentation.icon;
  return (
    <span
      className={`${styles.label} ${styles[variant]}`}
      data-tone={presentation.tone}
    >
      <Icon
        size={16}
        aria-hidden
        className={presentation.moving ? styles.moving : undefined}
      />
      {presentation.word}
    </span>
  );
}
