import { RiCheckboxCircleLine, RiLoader4Line } from '@remixicon/react';
import type { TypingCheck } from './useTypingCheck';
import styles from './NameHelp.module.css';

/** Says under the name field whether the name is free. Keeps its line, so nothing jumps. */
export function NameHelp(props: { state: TypingCheck['state'] }) {
  return (
    <div className={styles.help} role="status" data-state={props.state}>
      {props.state === 'checking' && (
        <>
          <RiLoader4Line size={16} aria-hidden className={styles.moving} />
          Checking whether the name is free…
        </>
      )}
      {props.state === 'free' && (
        <>
          <RiCheckboxCircleLine size={16} aria-hidden />
          The name is free.
        </>
      )}
      {props.state === 'unknown' &&
        'The name can’t be checked now. The next step checks it again.'}
    </div>
  );
}
