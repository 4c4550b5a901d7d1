import { useId, type ReactNode } from 'react';
import { BgProvider } from '@backstage/ui';
import styles from './Panel.module.css';

/** A group of things that belong together, with its heading. */
export function Panel(props: {
  title: ReactNode;
  /** For people who see it, the title is said by the content already. */
  titleHidden?: boolean;
  /** Beside the title: a count, a state. */
  aside?: ReactNode;
  /** At the end of the heading: controls of this panel. */
  actions?: ReactNode;
  children: ReactNode;
  className?: string;
}) {
  const titleId = useId();
  return (
    <section
      className={[styles.panel, props.className].filter(Boolean).join(' ')}
      aria-labelledby={titleId}
    >
      {/* Tells buttons and fields which surface they lie on. */}
      <BgProvider bg="neutral-1">
        <header className={props.titleHidden ? styles.hidden : styles.header}>
          <h2 id={titleId} className={styles.title}>
            {props.title}
          </h2>
          {props.aside && <div className={styles.aside}>{props.aside}</div>}
          {props.actions && (
            <div className={styles.actions}>{props.actions}</div>
          )}
        </header>
        {props.children}
      </BgProvider>
    </section>
  );
}
