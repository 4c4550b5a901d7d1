import type { ReactNode } from 'react';
import styles from './PageBody.module.css';

/** The content of a page: at most 1,440 pixels wide, on the 8-pixel grid. */
export function PageBody(props: { children: ReactNode }) {
  return (
    <main className={styles.scroll}>
      <div className={styles.body}>{props.children}</div>
    </main>
  );
}
