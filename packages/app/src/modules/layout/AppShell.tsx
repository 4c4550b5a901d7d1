import { ReactNode, useRef } from 'react';
import styles from './AppShell.module.css';
import { useMainLandmark } from './useMainLandmark';

const CONTENT_ID = 'runway-content';

/** Frame of every page: a way past the navigation, the navigation, the page. */
export function AppShell(props: { nav: ReactNode; children: ReactNode }) {
  const content = useRef<HTMLDivElement>(null);
  useMainLandmark(content);
  return (
    <div className={styles.shell}>
      <a className={styles.skip} href={`#${CONTENT_ID}`}>
        Skip to content
      </a>
      {props.nav}
      <div
        ref={content}
        id={CONTENT_ID}
        tabIndex={-1}
        className={styles.content}
      >
        {props.children}
      </div>
    </div>
  );
}
